import { describe, expect, it } from 'vitest';
import { faultsOf, readFile } from '../fixtures/read-file.ts';
import { type Encoding, encodings } from '../format/text-settings.ts';
import { decoderOf } from './decode.ts';
import { encoderOf } from './encode.ts';

const bytes = (...values: (number | string)[]) =>
  Buffer.concat(
    values.map((value) => (typeof value === 'string' ? Buffer.from(value, 'latin1') : Buffer.of(value))),
  );

describe('an encoding', () => {
  it.each<[Encoding, number, string]>([
    ['windows-1252', 0x80, '€'],
    ['windows-1250', 0xe8, 'č'],
    ['iso-8859-15', 0xa4, '€'],
    ['iso-8859-2', 0xb1, 'ą'],
    ['cp437', 0xe1, 'ß'],
    ['cp850', 0x81, 'ü'],
    ['cp852', 0xa5, 'ą'],
    ['cp858', 0xd5, '€'],
  ])('%s reads byte %i as %s', async (encoding, byte, letter) => {
    const { values } = await readFile(bytes('name\nM', byte, 'ller\n'), { csv: ';', encoding });
    expect(values).toEqual([{ name: `M${letter}ller` }]);
  });

  it.each(['utf-16le', 'utf-16be'] as const)(
    '%s is read with its mark, and in parts that split characters',
    async (encoding) => {
      const text = encoderOf(encoding)('\uFEFFsku\tname\r\n1\tMüller 😀\r\n');
      const { values } = await readFile(text, { csv: '\t', encoding }, { part: 3 });
      expect(values).toEqual([{ sku: '1', name: 'Müller 😀' }]);
    },
  );

  it('drops the mark of UTF-8', async () => {
    expect((await readFile(bytes(0xef, 0xbb, 0xbf, 'sku\n1\n'), { csv: ';' })).values).toEqual([
      { sku: '1' },
    ]);
  });

  it('that is another than the format says is a fault of the rows that show it', async () => {
    const text = bytes('sku;name\n1;M', 0xfc, 'ller\n2;Bolt\n');
    const read = await readFile(text, { csv: ';' });
    expect(faultsOf(read)).toEqual(['2: field name has a character that cannot be decoded']);
    expect(read.values).toEqual([{ sku: '2', name: 'Bolt' }]);
    expect((await readFile(text, { csv: ';', undecodable: 'keep' })).values[0]).toEqual({
      sku: '1',
      name: 'M\uFFFDller',
    });
  });

  it('writes what it reads', () => {
    for (const encoding of encodings.filter((one) => !one.startsWith('utf'))) {
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte).filter(
        (byte) => decoderOf(encoding).decode(Uint8Array.of(byte)) !== '\uFFFD',
      );
      expect(encoderOf(encoding)(decoderOf(encoding).decode(all))).toEqual(all);
    }
    expect(() => encoderOf('cp850')('€')).toThrow('cp850 has no character U+20AC');
  });
});
