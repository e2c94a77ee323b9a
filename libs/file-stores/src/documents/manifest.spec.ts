import { describe, expect, it } from 'vitest';
import type { ManifestSettings } from './document-settings.ts';
import { manifestMisfit, parseManifest } from './manifest.ts';

const settings: ManifestSettings = {
  pattern: 'LIST_{seq}.txt',
  columns: ['name', 'size', 'records'],
  separator: ';',
  header: true,
};
const sha256 = 'a'.repeat(64);
const md5 = 'b'.repeat(32);

describe('a manifest of documents', () => {
  it('says what each is to be', () => {
    expect(parseManifest('\uFEFFFile;Bytes;Rows\r\nA.csv; 12 ;3\r\n\r\n', settings)).toEqual([
      { name: 'A.csv', size: 12, sha256: null, md5: null, records: 3 },
    ]);
  });

  it('may be what sha256sum writes', () => {
    const sums = {
      ...settings,
      columns: ['sha256' as const, 'name' as const],
      separator: ' ',
      header: false,
    };
    expect(parseManifest(`${sha256.toUpperCase()} *A.csv\n${sha256}  B.csv`, sums)).toMatchObject([
      { name: 'A.csv', sha256, size: null },
      { name: 'B.csv', sha256 },
    ]);
  });

  it.each([
    ['h\nA.csv;1', 'line 2 has 2 columns instead of 3'],
    ['h\nA.csv;1,5;3', 'line 2 has no size but "1,5"'],
    ['h\nA.csv;1;many', 'line 2 has no records but "many"'],
  ])('that cannot be read says where: %j', (text, message) => {
    expect(() => parseManifest(text, settings)).toThrow(message);
  });
});

describe('a document', () => {
  const digest = { size: 12, sha256, md5 };
  const nothing = { name: 'A.csv', size: null, sha256: null, md5: null, records: null };

  it('agrees with a manifest that says the same, or nothing', () => {
    expect(manifestMisfit(nothing, digest)).toBe(null);
    expect(manifestMisfit({ ...nothing, ...digest }, digest)).toBe(null);
  });

  it('differs by its size or a checksum', () => {
    expect(manifestMisfit({ ...nothing, size: 13 }, digest)).toBe('has 12 bytes where the manifest says 13');
    expect(manifestMisfit({ ...nothing, sha256: 'c'.repeat(64) }, digest)).toContain('SHA-256');
    expect(manifestMisfit({ ...nothing, md5: 'c'.repeat(32) }, digest)).toContain('MD5');
  });
});
