import fc from 'fast-check';

/** How a kind of content is cut and put together. */
interface Kind<C> {
  slice(content: C, from: number, to?: number): C;
  concat(parts: readonly C[]): C;
}

const bytes: Kind<Buffer> = {
  slice: (content, from, to) => content.subarray(from, to),
  concat: (parts) => Buffer.concat(parts),
};
const text: Kind<string> = {
  slice: (content, from, to) => content.slice(from, to),
  concat: (parts) => parts.join(''),
};

const mostLength = 4_000;
const place = fc.double({ min: 0, max: 1, noNaN: true });

/** What becomes of contents on their way: parts changed, lost, repeated, put in between, taken from another. */
function mutations<C extends { readonly length: number }>(
  seeds: readonly C[],
  words: fc.Arbitrary<C>,
  { slice, concat }: Kind<C>,
): fc.Arbitrary<C> {
  const change = fc.record({
    at: place,
    length: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 12 }) }, fc.nat(200)),
    by: fc.oneof(
      { weight: 4, arbitrary: words.map((word) => ({ word })) },
      fc.record({ seed: fc.constantFrom(...seeds), from: place, length: fc.integer({ min: 1, max: 80 }) }),
      fc.record({ times: fc.integer({ min: 2, max: 40 }) }),
      fc.constant({ cut: true as const }),
    ),
  });
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 5 }))
    .map(([seed, changes]) =>
      changes.reduce((content, { at, length, by }) => {
        const from = Math.floor(at * content.length);
        const before = slice(content, 0, from);
        const after = slice(content, from + length);
        if ('word' in by) return concat([before, by.word, after]);
        if ('cut' in by) return before;
        if ('seed' in by) {
          const other = Math.floor(by.from * by.seed.length);
          return concat([before, slice(by.seed, other, other + by.length), after]);
        }
        const part = slice(content, from, from + length);
        const times = Math.min(by.times, Math.ceil(mostLength / Math.max(1, part.length)));
        return concat([before, ...Array.from({ length: times }, () => part), after]);
      }, seed),
    );
}

/** Files that were damaged. @param words what else may turn up in them */
export function mutatedBytes(
  seeds: readonly (string | Uint8Array)[],
  words: readonly string[] = [],
): fc.Arbitrary<Buffer> {
  const word = fc.oneof(
    fc.uint8Array({ maxLength: 4 }).map((some) => Buffer.from(some)),
    ...(words.length > 0 ? [fc.constantFrom(...words).map((known) => Buffer.from(known))] : []),
  );
  return mutations(
    seeds.map((seed) => Buffer.from(seed as string)),
    word,
    bytes,
  );
}

/** Texts that were damaged, by code unit. @param words what else may turn up in them */
export function mutatedText(seeds: readonly string[], words: readonly string[] = []): fc.Arbitrary<string> {
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom('\uD800', '\0', '\u2028', '__proto__', 'constructor', 'x'.repeat(300)),
    ...(words.length > 0 ? [fc.constantFrom(...words)] : []),
  );
  return mutations(seeds, word, text);
}
