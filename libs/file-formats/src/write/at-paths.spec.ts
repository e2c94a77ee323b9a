import { describe, expect, it } from 'vitest';
import { formatSchema } from '../format/format.ts';
import { atPaths } from './at-paths.ts';

const xml = formatSchema.parse({ xml: 'orders/order' });
const json = formatSchema.parse({ json: '' });

describe('fields at paths', () => {
  it('are laid into one another, in the order in which they are named', () => {
    const fields = { '@no': 'W1', 'to/name': 'A', 'to/@id': '7', note: null, 'to/at/city': 'B' };
    expect(JSON.stringify(atPaths(xml, fields))).toBe(
      '{"@no":"W1","to":{"name":"A","@id":"7","at":{"city":"B"}},"note":null}',
    );
    expect(atPaths(json, { 'to.name': 'A', 'lines.line': [{ a: '1' }] })).toEqual({
      to: { name: 'A' },
      lines: { line: [{ a: '1' }] },
    });
  });

  it('keep their names in a table', () => {
    const fields = { 'a/b.c': '1' };
    expect(atPaths(formatSchema.parse({ csv: ';' }), fields)).toEqual(fields);
  });

  it.each([
    [{ to: 'A', 'to/name': 'B' }, 'to/name: leads to a field that is there already'],
    [{ 'to/name': 'B', to: 'A' }, 'to: is there already'],
    [{ to: { name: 'A' }, 'to/city': 'B' }, 'to/city: leads to a field that is there already'],
    [{ 'to//name': 'A' }, 'to//name: has an empty part'],
    [{ 'to/': 'A' }, 'to/: has an empty part'],
  ])('%j are refused', (fields, reason) => {
    expect(() => atPaths(xml, fields)).toThrow(reason);
  });

  it('may be called like what objects have', () => {
    const tree = atPaths(json, { '__proto__.a': '1', 'constructor.b': '2' });
    expect(Object.keys(tree)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});
