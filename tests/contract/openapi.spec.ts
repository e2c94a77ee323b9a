import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { describeService } from '../../libs/service/src/index.ts';

const apps = join(import.meta.dirname, '../../apps');
const services = readdirSync(apps).filter((name) => existsSync(moduleFile(name)));

type Document = Awaited<ReturnType<typeof describeService>>;
type Operation = NonNullable<Document['paths'][string]['get']>;

function moduleFile(name: string): string {
  return join(apps, name, 'src', `${name}.module.ts`);
}

async function documentOf(name: string): Promise<Document> {
  const [module] = Object.values((await import(moduleFile(name))) as Record<string, Type>);
  if (!module) throw new Error(`${name} has no module`);
  return describeService(name, module);
}

function operationsOf({ paths }: Document): [string, Operation][] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [
      `${method} ${path}`,
      operation as Operation,
    ]),
  );
}

/** What the bodies that an operation takes and responds with refer to, as themselves or as items of a list. */
function referencesOf({ requestBody, responses }: Operation): unknown[] {
  return [requestBody, ...Object.values(responses)].flatMap((one) => {
    const media = one && 'content' in one ? Object.values(one.content ?? {}) : [];
    return media.map(({ schema = {} }) => {
      const inner = 'items' in schema && schema.items ? schema.items : schema;
      return '$ref' in inner ? inner.$ref : inner;
    });
  });
}

describe('the OpenAPI document of', () => {
  it.each(services)('%s is 3.1, and all bodies have a name', async (name) => {
    const document = await documentOf(name);
    expect(document.openapi).toMatch(/^3\.1\./);
    const operations = operationsOf(document);
    expect(operations.length).toBeGreaterThan(10);
    for (const [address, operation] of operations)
      for (const reference of referencesOf(operation))
        expect(reference, address).toMatch(/^#\/components\/schemas\/[A-Z]\w+$/);
  });

  it.each(services)('%s says what every operation responds with', async (name) => {
    for (const [address, { responses }] of operationsOf(await documentOf(name))) {
      const bodiless = Object.entries(responses)
        .filter(([, response]) => response && !('content' in response))
        .map(([status]) => status);
      expect(['', '202', '204'], address).toContain(bodiless.join());
      expect(responses['default'], address).toMatchObject({ content: { 'application/problem+json': {} } });
    }
  });
});
