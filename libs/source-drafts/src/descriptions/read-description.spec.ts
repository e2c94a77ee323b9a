import { describe, expect, it } from 'vitest';
import { NoDescription } from './description.ts';
import { readDescription } from './read-description.ts';

const listsOf = (text: string) =>
  readDescription(text).lists.map(({ name, fields, key, probably }) => ({
    name,
    key,
    fields: fields.map((field) => `${field.name}:${field.type}`).join(' '),
    flow: probably?.flow ?? null,
  }));

const openApi = `openapi: 3.0.3
info: { title: Office, version: '1' }
paths:
  /products:
    get:
      responses:
        '200': { $ref: '#/components/responses/Products' }
    post: { responses: { '201': { description: made } } }
  /products/{id}:
    get: { responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Product' } } } } } }
  /stock-levels:
    get:
      responses:
        default:
          content:
            application/hal+json:
              schema:
                type: object
                properties:
                  total: { type: integer }
                  values:
                    type: array
                    items:
                      type: object
                      properties: { productId: { type: string }, warehouse: { type: string }, quantity: { type: number } }
  /elsewhere:
    get: { responses: { '200': { content: { application/json: { schema: { $ref: 'other.yaml#/X' } } } } } }
components:
  responses:
    Products: { content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Product' } } } } }
  schemas:
    Base: { type: object, properties: { sku: { type: string } } }
    Product:
      allOf:
        - $ref: '#/components/schemas/Base'
        - { type: object, properties: { name: { type: string }, created: { type: string, format: date-time }, self: { $ref: '#/components/schemas/Product' } } }
`;

const metadata = (version: string, namespace: string) => `<?xml version="1.0"?>
<edmx:Edmx Version="${version}" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="${namespace}" Alias="Self" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="Entity" Abstract="true"><Key><PropertyRef Name="No"/></Key><Property Name="No" Type="Edm.String"/></EntityType>
<EntityType Name="Customer" BaseType="Self.Entity"><Property Name="Name" Type="Edm.String"/><Property Name="Country" Type="Edm.String"/><Property Name="Blocked" Type="Edm.Boolean"/></EntityType>
<EntityContainer Name="Office"><EntitySet Name="Customers" EntityType="${namespace}.Customer"/><EntitySet Name="Odd" EntityType="${namespace}.Nothing"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`;

describe('a description is read', () => {
  it('of OpenAPI: lists that routes respond with, also in pages, by references within it', () => {
    expect(listsOf(openApi)).toEqual([
      {
        name: '/products',
        key: [],
        fields: 'sku:string name:string created:string (date-time) self:any',
        flow: 'items',
      },
      {
        name: '/stock-levels',
        key: [],
        fields: 'productId:string warehouse:string quantity:number',
        flow: 'stock',
      },
    ]);
    expect(readDescription(openApi)).toMatchObject({ kind: 'OpenAPI 3.0.3', title: 'Office', left: 0 });
  });

  it.each(['4.0', '1.0'])(
    'of OData %s: entity sets with their keys, and what their types build on',
    (version) => {
      expect(listsOf(metadata(version, 'NAV'))).toEqual([
        {
          name: 'Customers',
          key: ['No'],
          fields: 'No:Edm.String Name:Edm.String Country:Edm.String Blocked:Edm.Boolean',
          flow: 'customers',
        },
        { name: 'Odd', key: [], fields: '', flow: null },
      ]);
    },
  );

  it.each([
    ['{"swagger":"2.0"}', 'Swagger 2.0'],
    ['{"openapi":"4.0"}', 'neither openapi'],
    ['{', 'neither JSON nor YAML'],
    ['just text', 'no description'],
    ['<html><body/></html>', 'no $metadata'],
    ['<a>', 'no XML'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a/>', 'DOCTYPE'],
  ])('and %j refused with the reason', (text, reason) => {
    expect(() => readDescription(text)).toThrow(NoDescription);
    expect(() => readDescription(text)).toThrow(reason);
  });

  it('that refers to itself without an end', () => {
    const endless = `openapi: 3.1.0
paths: { /a: { get: { responses: { '200': { content: { application/json: { schema: { $ref: '#/x' } } } } } } } }
x: { $ref: '#/x' }
`;
    expect(listsOf(endless)).toEqual([]);
  });
});
