import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownVersions } from './shown-version.ts';

const shown = shownVersions(Buffer.alloc(32, 7));

describe('a version that was shown', () => {
  it('is named by its id and a proof, the same every time', () => {
    expect(shown.idOf('HL-U509', 'demo:L123~2')).toMatch(/^demo:L123~2\.[\w-]{22}$/);
    expect(shown.idOf('HL-U509', 'demo:L123~2')).toBe(
      shownVersions(Buffer.alloc(32, 7)).idOf('HL-U509', 'demo:L123~2'),
    );
  });

  it('is known again, whatever its id and that of the SKU', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (sku, version) => {
        expect(shown.read(sku, shown.idOf(sku, version))).toEqual({ version, proven: true });
      }),
    );
  });

  it('is without proof for another SKU, another version and another shop', () => {
    const id = shown.idOf('HL-U509', 'demo:L1');
    expect(shown.read('HL-U510', id)).toEqual({ version: 'demo:L1', proven: false });
    expect(shown.read('HL-U509', id.replace('L1', 'L2'))).toEqual({ version: 'demo:L2', proven: false });
    expect(shownVersions(randomBytes(32)).read('HL-U509', id)).toEqual({ version: 'demo:L1', proven: false });
    expect(shown.read('HL-U50', shown.idOf('HL-U5', '09demo'))).toMatchObject({ proven: false });
  });

  it('is without proof when the proof is altered by a character, cut or lengthened', () => {
    const id = shown.idOf('HL-U509', 'demo:L1');
    const altered = `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`;
    expect(shown.read('HL-U509', altered)).toEqual({ version: 'demo:L1', proven: false });
    for (const other of [id.slice(0, -1), `${id}A`, `${id.slice(0, -1)}ä`])
      expect(shown.read('HL-U509', other).proven).toBe(false);
  });

  it.each(['demo:L1', 'demo:L1.5', '.', `.${'A'.repeat(22)}`, 'A'.repeat(30)])(
    'is meant by its own id, without proof: %s',
    (version) => {
      expect(shown.read('HL-U509', version)).toEqual({ version, proven: false });
    },
  );
});
