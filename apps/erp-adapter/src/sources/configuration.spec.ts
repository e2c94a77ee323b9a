import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flows } from '@throughline/connector';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfiguration, revealed, targetOf } from './configuration.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-configuration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: unknown, name = 'sources.json'): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const url = 'postgresql://erp/books';
const fromFile = (content: unknown) =>
  readConfiguration({ ERP_SOURCES_FILE: file(content), ERP_SOURCE: 'demo' });

describe('the configuration of sources', () => {
  it('is one source that says everything and takes all orders, where there is no file', () => {
    expect(readConfiguration({ ERP_SOURCE: 'nord', ERP_DATABASE_URL: url })).toEqual({
      sources: { nord: { system: 'demo-erp', url, flows: [...flows], guard: { share: 0.2, least: 20 } } },
      orders: 'nord',
    });
    const mapped = readConfiguration({
      ERP_SOURCE: 'nord',
      ERP_DATABASE_URL: url,
      ERP_MAPPING_FILE: 'm.json',
    });
    expect(mapped.sources['nord']?.mapping).toBe('m.json');
    expect(() => readConfiguration({ ERP_SOURCE: 'Nord', ERP_DATABASE_URL: url })).toThrow(
      'The sources in the environment are not right: sources.Nord may hold lower case letters',
    );
  });

  it('may be no source at all, and then orders wait', () => {
    const none = { sources: {}, orders: null };
    expect(readConfiguration({ ERP_SOURCE: 'demo' })).toEqual(none);
    expect(fromFile(none)).toEqual(none);
    const store = { system: 'demo-erp', url, flows: ['stock'] };
    expect(fromFile({ sources: { store }, orders: null }).orders).toBeNull();
    expect(() => readConfiguration({ ERP_SOURCE: 'demo', ERP_MAPPING_FILE: 'm.json' })).toThrow(
      'ERP_MAPPING_FILE is set, and ERP_DATABASE_URL is not',
    );
  });

  it('is what a file says, which goes before the variables', () => {
    const sources = {
      head: {
        system: 'demo-erp',
        url: { env: 'HEAD_URL' },
        mapping: 'head.json',
        flows: ['items', 'orders'],
        guard: { share: 0.5, least: 100 },
      },
      store: {
        system: 'demo-erp',
        url: { file: '/run/secrets/store' },
        flows: ['stock'],
        guard: { share: 0.1 },
      },
    };
    const environment = { ERP_SOURCES_FILE: file({ sources, orders: 'head' }), ERP_SOURCE: 'demo' };
    expect(readConfiguration({ ...environment, ERP_DATABASE_URL: url })).toEqual({
      sources: { ...sources, store: { ...sources.store, guard: { share: 0.1, least: 20 } } },
      orders: 'head',
    });
  });

  it('may send orders on paper to a source that does not say how they stand', () => {
    const sources = { head: { system: 'demo-erp', url, flows: ['items'] } };
    const read = fromFile({ sources, orders: { manual: 'head' } });
    expect(targetOf(read)).toEqual({ source: 'head', byHand: true });
    expect(targetOf({ orders: 'head' })).toEqual({ source: 'head', byHand: false });
    expect(() => fromFile({ sources, orders: 'head' })).toThrow('its flows lack orders');
    expect(() => fromFile({ sources, orders: { manual: 'tail' } })).toThrow(
      'orders.manual is no source: tail',
    );
    expect(() => fromFile({ sources, orders: { paper: 'head' } })).toThrow('orders ');
  });

  it.each<[string, unknown, string]>([
    ['does not say where orders go', { sources: {} }, 'orders Invalid input'],
    [
      'sends orders to nobody',
      { sources: { head: { system: 'demo-erp', url } }, orders: 'tail' },
      'orders is no source: tail',
    ],
    [
      'sends orders where nobody hears how they stand',
      { sources: { head: { system: 'demo-erp', url, flows: ['stock'] } }, orders: 'head' },
      'orders head does not say how orders stand: its flows lack orders',
    ],
    [
      'has a source of an unknown system',
      { sources: { head: { system: 'abacus', url } }, orders: 'head' },
      'sources.head.system',
    ],
    [
      'has a name with a separator in it',
      { sources: { 'he|ad': { system: 'demo-erp', url } }, orders: 'head' },
      'sources.he|ad may hold lower case letters, digits and hyphens only',
    ],
    [
      'misspells a field',
      { sources: { head: { system: 'demo-erp', url, flow: [] } }, orders: 'head' },
      'sources.head',
    ],
    ['is no object', [], 'are not right: it Invalid input: expected object'],
    [
      'has more than one fault',
      { sources: { head: { system: 'demo-erp', url } }, orders: 'Head' },
      'orders may hold lower case letters, digits and hyphens only; orders is no source: Head',
    ],
    ['lacks an address', { sources: { head: { system: 'demo-erp' } }, orders: 'head' }, 'sources.head.url'],
  ])('is refused, naming the field, when it %s', (_, content, message) => {
    expect(() => fromFile(content)).toThrow(message);
    expect(() => fromFile(content)).toThrow(/^The sources in .*sources\.json are not right: /);
  });
});

describe('a secret', () => {
  it('is itself, in a variable, or in a file, without the end of its line', () => {
    expect(revealed(url)).toBe(url);
    expect(revealed({ env: 'STORE_URL' }, { STORE_URL: url })).toBe(url);
    expect(revealed({ file: file(`${url}\n`, 'secret') })).toBe(url);
  });

  it('is asked for by the name of its variable when that is not set', () => {
    for (const environment of [{}, { STORE_URL: '' }])
      expect(() => revealed({ env: 'STORE_URL' }, environment)).toThrow('STORE_URL, which a source takes');
  });
});
