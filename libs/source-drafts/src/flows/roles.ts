import type { Flow } from '@throughline/connector';
import type { Concept } from '../words/vocabulary.ts';

/** What values of a role look like. */
export type RoleShape =
  'unit' | 'code' | 'text' | 'number' | 'date' | 'country' | 'currency' | 'gtin' | 'email' | 'word';

/** A part that a column may play in a flow. */
export interface Role {
  readonly field: string;
  /** What its name is about, the likeliest first; concepts of the table itself may be left out of a name. */
  readonly about: readonly (readonly Concept[])[];
  /** What it is never about. */
  readonly not: readonly Concept[];
  readonly shape: RoleShape;
  /** How much it tells of the flow; without a needed one there is no record. */
  readonly weight: number;
  readonly needed: boolean;
}

const role = (
  field: string,
  shape: RoleShape,
  about: string,
  { not = '', weight = 1, needed = false }: { not?: string; weight?: number; needed?: boolean } = {},
): Role => ({
  ...{ field, shape, weight, needed },
  about: about.split(' | ').map((one) => one.split(' ') as Concept[]),
  not: not === '' ? [] : (not.split(' ') as Concept[]),
});

const others = 'supplier purchase employee serial changed created payment shipment';
const dates = 'date from to changed created';
const item = 'sku | item number | item code | item reference | item id | item | gtin';
const notItem = `${others} ${dates} group kind price quantity amount cost name text status unit tax`;

const validity = [
  role('validFrom', 'date', 'from date | from | price date | date', {
    not: 'to changed created serial shipment',
  }),
  role('validTo', 'date', 'to date | to', { not: 'from changed created serial' }),
];
const documentFields = (document: 'order' | 'invoice'): Role[] => [
  role(
    'number',
    'code',
    `${document} number | ${document} id | number | ${document} code | ${document} | id | code | reference`,
    {
      not: `${others} ${dates} customer item line status kind amount price list tax requested`,
      weight: 3,
      needed: true,
    },
  ),
  role(
    'customer',
    'code',
    'customer number | customer id | customer code | account number | customer | account | customer reference',
    {
      not: 'name text street city phone email group purchase kind date tax supplier employee',
      weight: 2,
      needed: true,
    },
  ),
  role('status', 'word', `${document} status | status`, { not: 'date payment' }),
  role('currency', 'currency', 'currency code | currency', { not: 'rate amount price' }),
  role(
    'purchaseOrderNumber',
    'code',
    'customer order number | customer order | purchase order number | customer reference',
    {
      not: 'date',
    },
  ),
  role('net', 'number', 'net amount | net total | net | total net', { not: 'tax gross weight', weight: 1 }),
  role('tax', 'number', 'tax amount | tax total | tax', {
    not: 'rate code kind group net gross number region',
  }),
  role(
    'gross',
    'number',
    'gross amount | total gross | gross | order total | invoice total | total amount | total | amount',
    {
      not: 'net tax weight discount',
    },
  ),
];

/** Roles of each flow. */
export const roles: Readonly<Record<Flow, readonly Role[]>> = {
  locations: [
    role(
      'code',
      'code',
      'warehouse code | warehouse number | warehouse id | code | number | id | warehouse',
      {
        not: `${others} item customer name postal country`,
        weight: 2,
        needed: true,
      },
    ),
    role('name', 'text', 'warehouse name | name | text', { not: 'item customer', weight: 1 }),
    role('country', 'country', 'country code | country'),
    role('city', 'text', 'city', { not: 'code' }),
    role('postalCode', 'code', 'postal'),
  ],
  taxes: [
    role('rate', 'number', 'tax rate | rate | tax amount | tax', {
      not: 'id code number region kind from to date',
      weight: 3,
      needed: true,
    }),
    role('country', 'country', 'country code | country', { weight: 2 }),
    role('category', 'code', 'tax group | tax kind | tax code | group | kind | code | tax id', {
      not: `${dates} country rate region serial`,
    }),
    role('name', 'text', 'tax name | name | text'),
    role('validFrom', 'date', 'from date | from | date', { not: 'to changed created' }),
    role('validTo', 'date', 'to date | to', { not: 'from changed created' }),
  ],
  items: [
    role('code', 'code', `${item} | number | code | reference | id | variant id | variant sku`, {
      not: `${others} ${dates} group kind price amount cost text status unit tax customer order list assembly`,
      weight: 3,
      needed: true,
    }),
    role('name', 'text', 'item name | name | item text | text', {
      not: 'group supplier customer unit tax employee active',
      weight: 2,
    }),
    role('description', 'text', 'item text | text', { not: 'group supplier kind name' }),
    role(
      'family',
      'word',
      'item group code | item group | group code | group id | group name | group | item kind | kind',
      {
        not: 'tax price customer supplier discount unit status',
        weight: 1,
      },
    ),
    role('unit', 'unit', 'unit | sales unit | standard unit | quantity unit', {
      not: 'price cost weight size purchase amount',
    }),
    role('gtin', 'gtin', 'gtin | item gtin'),
    role('color', 'word', 'color'),
    role('size', 'word', 'size', { not: 'unit' }),
    role('weight', 'number', 'weight', { not: 'unit' }),
    role('status', 'word', 'item status | status | active | blocked', { not: 'date tax' }),
    role('taxCategory', 'word', 'tax group | tax code | tax kind | tax name | tax', {
      not: 'rate amount number',
    }),
  ],
  prices: [
    role('sku', 'code', `${item} | number | code`, {
      not: `${notItem} list customer`,
      weight: 2,
      needed: true,
    }),
    role('amount', 'number', 'sales price | list price | price | sales | net price | price amount | amount', {
      not: 'cost purchase previous discount quantity offer supplier rate from date total gross id weight max min',
      weight: 3,
      needed: true,
    }),
    role('currency', 'currency', 'currency code | currency', { not: 'rate' }),
    role('unit', 'unit', 'unit | price unit | quantity unit', { not: 'amount cost weight size' }),
    role('minQuantity', 'number', 'min quantity | from quantity | quantity min | min', {
      not: 'max price stock',
    }),
    role('list', 'word', 'price list code | price list | list code | list', { not: 'amount date number' }),
    role('account', 'code', 'customer number | customer id | customer code | customer', {
      not: 'name group supplier',
    }),
    ...validity,
  ],
  stock: [
    role('sku', 'code', item, { not: `${notItem} stock warehouse`, weight: 2, needed: true }),
    role('quantity', 'number', 'stock quantity | quantity | stock | stock amount | item quantity', {
      not: 'min max safety reserved incoming cost price order sales id number code warehouse kind group date discount status changed',
      weight: 3,
      needed: true,
    }),
    role('location', 'code', 'warehouse code | warehouse number | warehouse id | warehouse | stock', {
      not: 'quantity amount date name text kind status reserved safety min max',
      weight: 2,
    }),
    role('allocatedElsewhere', 'number', 'reserved quantity | reserved | stock reserved'),
    role('safetyStock', 'number', 'safety stock | safety | min stock', { not: 'max' }),
  ],
  customers: [
    role(
      'number',
      'code',
      'customer number | account number | customer id | customer code | number | customer | code | id | account',
      {
        not: `${others} ${dates} name group price tax phone postal street city country line`,
        weight: 3,
        needed: true,
      },
    ),
    role('name', 'text', 'customer name | name | customer', {
      not: 'item group city street country employee kind',
      weight: 2,
    }),
    role('country', 'country', 'country code | country'),
    role('email', 'email', 'email', { weight: 1 }),
    role('taxNumber', 'code', 'tax number | tax id | tax code', { not: 'rate group' }),
    role('kind', 'word', 'customer kind | kind | customer group'),
    role('currency', 'currency', 'currency code | currency'),
    role('priceGroup', 'word', 'price group', { not: 'name' }),
    role('paymentTerms', 'word', 'payment code | payment', { not: 'name text date amount' }),
    role('city', 'text', 'city', { weight: 1 }),
    role('street', 'text', 'street', { weight: 1 }),
  ],
  orders: [
    ...documentFields('order'),
    role('placedAt', 'date', 'order date | created date | date | created', {
      not: 'requested shipment payment invoice changed to',
      weight: 2,
      needed: true,
    }),
    role('requestedOn', 'date', 'requested date | requested | shipment date', {
      not: 'order changed created',
    }),
  ],
  invoices: [
    ...documentFields('invoice'),
    role('issuedOn', 'date', 'invoice date | date | created date', {
      not: 'requested shipment payment order changed to from',
      weight: 2,
      needed: true,
    }),
    role('dueOn', 'date', 'requested date | requested | payment date', { not: 'order changed created' }),
    role('order', 'code', 'order number | order id | order', { not: `${dates} customer` }),
  ],
};

/** Roles of the rows that are lines of a document. */
export const lineRoles = (document: 'order' | 'invoice'): readonly Role[] => [
  role('document', 'code', `${document} number | ${document} id | ${document} code | ${document}`, {
    not: `${others} ${dates} line item quantity price amount`,
    weight: 3,
  }),
  role('line', 'number', `line number | line id | ${document} line | line | line code | ${document} item`, {
    not: 'price amount quantity tax name status',
  }),
  role('sku', 'code', item, { not: `${notItem} line`, weight: 3, needed: true }),
  role('name', 'text', 'item name | item text | name | text', { not: 'customer group unit' }),
  role('quantity', 'number', `${document} quantity | quantity | sales quantity | incoming quantity`, {
    not: `price unit cost amount id shipment reserved stock ${document === 'order' ? 'invoice' : 'order'}`,
    weight: 3,
    needed: true,
  }),
  role('unit', 'unit', 'unit | quantity unit', { not: 'price cost amount' }),
  role('unitPrice', 'number', 'unit price | net price | sales price | price', {
    not: 'total cost discount list gross',
    weight: 2,
  }),
  role('net', 'number', 'net amount | line total | net total | line amount | total | net | amount', {
    not: 'tax gross price discount',
  }),
  role('shipped', 'number', 'shipment quantity | shipment', { not: 'date number code id' }),
  role('taxRate', 'number', 'tax rate | tax', { not: 'amount code id number kind group' }),
];
