import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begunUnits, wholeUnits } from './kits.ts';

const kit = {
  line: 1,
  sku: 'KIT',
  components: [
    { sku: 'A', quantity: 2 },
    { sku: 'B', quantity: 3 },
  ],
};
const plain = { line: 1, sku: 'X', components: [] };
const units = (sku: string, quantity: number, line = 1) => ({ line, sku, quantity });

describe('whole units of a line', () => {
  it('are all units under its number, whatever goes by it, and none of another line', () => {
    expect(wholeUnits(plain, [units('X', 2), units('Y', 3), units('X', 5, 2)])).toBe(5);
    expect(wholeUnits(plain, [])).toBe(0);
  });

  it.each([
    ['none of a component alone', [units('A', 9)], 0],
    ['as many as the scarcer component makes', [units('A', 7), units('B', 6)], 2],
    ['the scarcer being the first', [units('A', 3), units('B', 9)], 1],
    ['of components that come in parts', [units('A', 1), units('B', 3), units('A', 1)], 1],
    ['not of components of another line', [units('A', 2), units('B', 3, 2)], 0],
    ['those named as kits themselves as well', [units('KIT', 4), units('A', 2), units('B', 3)], 5],
    ['nothing of what is no component', [units('C', 9), units('A', 2), units('B', 3)], 1],
  ])('are whole kits: %s', (_, shipped, whole) => {
    expect(wholeUnits(kit, shipped)).toBe(whole);
  });

  it('need nothing of a component of which a kit has none', () => {
    expect(wholeUnits({ ...kit, components: [...kit.components, units('C', 0)] }, [units('A', 2)])).toBe(0);
    const some = [units('A', 2), units('B', 3)];
    expect(wholeUnits({ ...kit, components: [...kit.components, units('C', 0)] }, some)).toBe(1);
    expect(wholeUnits({ ...kit, components: [units('C', 0)] }, some)).toBe(5);
  });

  it('are as many kits as there are components for, in whatever parts these come', () => {
    const parts = fc.array(fc.record({ sku: fc.constantFrom('A', 'B'), quantity: fc.nat(5) }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(parts, (sent) => {
        const lines = sent.map((part) => ({ line: 1, ...part }));
        const of = (sku: string) =>
          sent.filter((part) => part.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0);
        const kits = wholeUnits(kit, lines);
        expect(kits * 2 <= of('A') && kits * 3 <= of('B')).toBe(true);
        expect((kits + 1) * 2 > of('A') || (kits + 1) * 3 > of('B')).toBe(true);
      }),
    );
  });
});

describe('units of a line that have begun to leave', () => {
  it.each([
    ['none of another line', plain, [units('X', 2), units('X', 5, 2)], 2],
    ['none of what goes by the line but is nothing of it', plain, [units('Y', 3)], 0],
    ['of a kit, each of which any part has left', kit, [units('A', 3), units('B', 1)], 2],
    ['of a kit, none of which parts of another line have left', kit, [units('A', 2), units('B', 9, 2)], 1],
    ['those named as kits themselves as well', kit, [units('KIT', 4), units('B', 1)], 5],
  ])('are %s', (_, line, left, begun) => {
    expect(begunUnits(line, left)).toBe(begun);
  });

  it('need nothing of a component of which a kit has none', () => {
    const line = { ...kit, components: [...kit.components, units('C', 0)] };
    expect(begunUnits(line, [units('A', 1)])).toBe(1);
    expect(begunUnits(line, [units('A', 1), units('C', 1)])).toBe(1);
  });
});
