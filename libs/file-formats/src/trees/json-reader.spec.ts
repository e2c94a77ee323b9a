import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf, readFile } from '../fixtures/read-file.ts';

/** What a value of JSON is as raw values; numbers by their text in JSON. */
function raw(value: unknown): unknown {
  if (value === null || typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(raw);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, raw(one)]));
}
const record = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 5 }).filter((name) => name !== '__proto__'),
  fc.jsonValue({ maxDepth: 3 }),
  { maxKeys: 5 },
);

describe('JSON', () => {
  it('is read like the platform reads it, but for numbers, in whatever parts it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 5 }),
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        async (records, part, pretty) => {
          const text = JSON.stringify(
            { before: [{ x: 1 }], data: { items: records }, after: { items: [] } },
            null,
            pretty ? 2 : 0,
          );
          const { values, verdict } = await readFile(text, { json: 'data.items' }, { part });
          expect(values).toEqual(records.map(raw));
          expect(verdict).toMatchObject({ whole: true, endProven: true });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps numbers by their text', async () => {
    const { values } = await readFile(
      '[{"ean":4006381333931000000123,"price":1.10,"e":1E+3,"ok":true,"none":null,"list":[0.10]}]',
      { json: '' },
    );
    expect(values).toEqual([
      { ean: '4006381333931000000123', price: '1.10', e: '1E+3', ok: 'true', none: null, list: ['0.10'] },
    ]);
  });

  it('picks one of the models that share a list', async () => {
    const { values, positions, verdict } = await readFile(
      '[{"model":"a","n":1},{"model":"b"},{"model":"a","n":2},{"n":3}]',
      { json: '', kinds: { by: 'model', pick: 'a' } },
    );
    expect(values.map(({ n }) => n)).toEqual(['1', '2']);
    expect(positions).toEqual([1, 3]);
    expect(verdict.passedOver).toEqual({ 'kind b': 1 });
    expect(verdict.faults).toEqual([
      { position: 4, field: 'model', reason: 'has no text that says its kind' },
    ]);
  });

  it('takes one object for one record', async () => {
    expect((await readFile('{"order":{"no":7}}', { json: 'order' })).values).toEqual([{ no: '7' }]);
  });

  it('names records that are none, and reads the others', async () => {
    const read = await readFile(
      `[1,{"a":1,"a":2},["x"],{"b":"${'y'.repeat(900)}","c":"${'y'.repeat(900)}"},{"d":3}]`,
      { json: '' },
      { limits: { recordChars: 1_000 } },
    );
    expect(faultsOf(read)).toEqual([
      '1: is no object',
      '2: a: is there more than once in one object',
      '3: is no object',
      '4: a record of more than 1000 characters',
    ]);
    expect(read.values).toEqual([{ d: '3' }]);
  });

  it.each([
    ['{"data":{"items":[{"a":1},{"b"', 'line 1: the document is cut'],
    ['[{"a":1},\n{"a" 1}]', 'line 2: a value where colon is expected'],
    ['[{"a":01}]', 'a number that JSON does not have'],
    ['[{"a":1}] x', 'what is neither text, number, true, false nor null'],
    ['[{"a":"x\ny"}]', 'a text with an escape or a control character that JSON does not have'],
    ['[{"a":1},]', '] where value is expected'],
    ['{"other":[]}', 'has nothing at data.items'],
    ['['.repeat(100), 'more than 64 lists or objects inside one another'],
    ['', 'the document is cut'],
  ])('that is %s is not whole', async (text, reason) => {
    const read = await readFile(text, { json: text.startsWith('{') ? 'data.items' : '' });
    expect(read.verdict).toMatchObject({ whole: false, endProven: false });
    expect(faultsOf(read).join()).toContain(reason);
  });
});

describe('JSON lines', () => {
  it('are read one by one: a line that is none stops no other', async () => {
    const read = await readFile(
      '{"a":1.0}\n\n{"a":\n[1]\n{"a":"x"} {}\n{"a":2}\n',
      { jsonLines: true },
      { part: 3 },
    );
    expect(read.values).toEqual([{ a: '1.0' }, { a: '2' }]);
    expect(read.positions).toEqual([1, 6]);
    expect(faultsOf(read).map((fault) => fault.slice(0, 2))).toEqual(['3:', '4:', '5:']);
    expect(read.verdict).toMatchObject({ whole: true, endProven: false });
  });

  it('that end inside an object are cut', async () => {
    expect((await readFile('{"a":1}\n{"a"', { jsonLines: true })).verdict.whole).toBe(false);
  });
});
