import { describe, expect, it } from 'vitest';
import { Check, cleanCode, cleanText, fingerprintOf, mapSafely, mappedRecord } from './check.ts';

const words = { W: 'web', S: 'store' };
const row = { sourceKey: 'X-1', amount: 'NaN' };
const head = { sourceKey: 'X-1', key: 'demo|X-1', raw: row };

/** The first 22 characters of the SHA-256 of `null` in base64url, as other tools compute it. */
const fingerprintOfNothing = 'dCNOmK_nSY-12vHzasLXis';

describe('a check', () => {
  it('holds nothing against a record in which nothing is wrong', () => {
    const check = new Check();
    expect(check.code('origin', 'W', words)).toBe('web');
    expect(check.present('name', ' Bike \t')).toBe('Bike');
    expect(check.issues).toEqual([]);
    expect(check.held).toBe(false);
  });

  it('holds a record back for a part of its key that is missing, or would be two', () => {
    const check = new Check();
    expect(check.keyPart('code', ' A-1 ')).toBe('A-1');
    expect(check.issues).toEqual([]);
    expect(check.keyPart('code', ' ')).toBe('');
    expect(check.keyPart('sku', 'A|1')).toBe('A|1');
    expect(check.keyPart('sku', 'A\t1')).toBe('A\t1');
    expect(check.keyPart('sku', 'x'.repeat(65))).toBe('x'.repeat(65));
    expect(check.keyPart('sku', 'A, 1/2 "Ä" 🚲 #?%+')).toBe('A, 1/2 "Ä" 🚲 #?%+');
    expect(check.issues).toEqual([
      { field: 'code', reason: 'is missing', severity: 'held' },
      { field: 'sku', reason: 'contains "|"', severity: 'held' },
      { field: 'sku', reason: 'contains a control character', severity: 'held' },
      { field: 'sku', reason: 'is longer than 64 characters', severity: 'held' },
    ]);
  });

  it('knows what the record names, by its key there', () => {
    const check = new Check();
    expect(check.named('items', 'sku', ' hl|1 ')).toBe('HL|1');
    expect(check.named('locations', 'location', 'b1')).toBe('B1');
    expect(check.issues).toEqual([{ field: 'sku', reason: 'contains "|"', severity: 'held' }]);
    const names = [
      { flow: 'items', code: 'HL|1', sourceKey: ' hl|1 ' },
      { flow: 'locations', code: 'B1', sourceKey: 'b1' },
    ];
    expect(check.names).toEqual(names);
    expect(mappedRecord(head, check, () => ({}))).toEqual({
      ...{ ...head, value: null, issues: check.issues, fingerprint: fingerprintOfNothing },
      names,
    });
  });

  it('holds a record back for a code that is missing, or that nobody knows', () => {
    const check = new Check();
    expect(check.code('origin', '', words)).toBeNull();
    expect(check.code('status', 'Q"', words)).toBeNull();
    expect(check.issues).toEqual([
      { field: 'origin', reason: 'is missing', severity: 'held' },
      { field: 'status', reason: 'unknown code "Q\\""', severity: 'held' },
    ]);
    expect(check.held).toBe(true);
  });

  it.each(['toString', '__proto__', 'constructor'])('does not take %s for a code that it knows', (code) => {
    const check = new Check();
    expect(check.code('origin', code, words)).toBeNull();
    expect(check.issues).toEqual([{ field: 'origin', reason: `unknown code "${code}"`, severity: 'held' }]);
  });

  it.each([null, '', ' \t '])('holds a record back where %j stands for a text', (text) => {
    const check = new Check();
    expect(check.present('name', text)).toBe('');
    expect(check.issues).toEqual([{ field: 'name', reason: 'is missing', severity: 'held' }]);
  });

  it('lets a record pass with warnings, until something else holds it back', () => {
    const check = new Check();
    check.warn('color', 'unknown code "GRX"');
    expect(check.held).toBe(false);
    check.hold('unit', 'is missing');
    check.warn('size', 'is odd');
    expect(check.held).toBe(true);
    expect(check.issues).toEqual([
      { field: 'color', reason: 'unknown code "GRX"', severity: 'warning' },
      { field: 'unit', reason: 'is missing', severity: 'held' },
      { field: 'size', reason: 'is odd', severity: 'warning' },
    ]);
  });
});

describe('cleaning', () => {
  it.each([
    ['hl-u509-r   ', 'HL-U509-R'],
    ['  tür  09\t', 'TÜR  09'],
    [' ', ''],
    [null, ''],
  ])('makes %j the code %j', (code, cleaned) => {
    expect(cleanCode(code)).toBe(cleaned);
  });

  it.each([
    [' Fahrrad  Müller ', 'Fahrrad  Müller'],
    [' \n', null],
    ['', null],
    [null, null],
  ])('makes %j the text %j', (text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });
});

describe('a reading', () => {
  it('has the value of a record that passes, with its warnings', () => {
    const check = new Check();
    check.warn('color', 'is missing');
    expect(mappedRecord(head, check, () => ({ sku: 'X-1' }))).toEqual({
      ...head,
      value: { sku: 'X-1' },
      issues: [{ field: 'color', reason: 'is missing', severity: 'warning' }],
      fingerprint: fingerprintOf({ sku: 'X-1' }),
    });
  });

  it('has no value of a record that is held back, which is not even made', () => {
    const check = new Check();
    check.hold('unit', 'is missing');
    const made = mappedRecord(head, check, () => {
      throw new Error('made');
    });
    expect(made).toEqual({
      ...head,
      value: null,
      issues: [{ field: 'unit', reason: 'is missing', severity: 'held' }],
      fingerprint: fingerprintOfNothing,
    });
  });

  it('is told apart from one of another content', () => {
    expect(fingerprintOf(null)).toBe(fingerprintOfNothing);
    expect(fingerprintOf({ sku: 'X-1' })).toBe(fingerprintOf({ sku: 'X-1' }));
    expect(fingerprintOf({ sku: 'X-2' })).not.toBe(fingerprintOf({ sku: 'X-1' }));
  });
});

describe('mapping a row safely', () => {
  it('is mapping it, where that goes well', () => {
    const made = mappedRecord(head, new Check(), () => ({ sku: 'X-1' }));
    expect(mapSafely(row, 'demo', (given) => (given === row ? made : null))).toBe(made);
    expect(mapSafely(row, 'demo', () => null)).toBeNull();
  });

  it.each([
    [new RangeError('not a decimal: "NaN"'), 'not a decimal: "NaN"'],
    ['no error at all', 'cannot be read'],
  ])('holds a row back that fails with %s', (failure, reason) => {
    const made = mapSafely(row, 'demo', () => {
      throw failure;
    });
    expect(made).toEqual({
      ...head,
      value: null,
      issues: [{ field: 'record', reason, severity: 'held' }],
      fingerprint: fingerprintOfNothing,
      keyUnknown: true,
    });
  });
});
