interface Place {
  readonly test: (character: string) => boolean;
  readonly optional: boolean;
  readonly repeats: boolean;
}

const classes: Readonly<Record<string, RegExp>> = {
  '9': /^\p{Nd}$/u,
  A: /^\p{Lu}$/u,
  a: /^[\p{Ll}\p{Lo}]$/u,
  X: /^[\p{L}\p{Nd}]$/u,
  '*': /^.$/su,
};

/**
 * A pattern as people draw it: `9` a digit, `A` and `a` a letter, `X` either, `*` anything, `\` before what is meant as
 * it stands, everything else as it stands; `+` behind one of these says once or more, `?` perhaps. It takes time that
 * grows with the text alone, whatever it is.
 * @returns null when it is empty or begins with `+` or `?`
 */
export function picture(text: string): ((value: string) => boolean) | null {
  const places: Place[] = [];
  const characters = [...text];
  for (let index = 0; index < characters.length; index += 1) {
    let character = characters[index] as string;
    const literal = character === '\\' && index + 1 < characters.length;
    if (literal) character = characters[(index += 1)] as string;
    else if (character === '+' || character === '?') return null;
    const known = literal ? undefined : classes[character];
    const next = characters[index + 1];
    if (next === '+' || next === '?') index += 1;
    const wanted = character;
    places.push({
      test: known ? (given) => known.test(given) : (given) => given === wanted,
      optional: next === '?',
      repeats: next === '+',
    });
  }
  return places.length === 0 ? null : (value) => matches(places, value);
}

/** Follows all ways through the places at once, so that there is nothing to go back to. */
function matches(places: readonly Place[], value: string): boolean {
  let at = reach(places, new Set([0]));
  for (const character of value) {
    const next = new Set<number>();
    for (const index of at) {
      const place = places[index];
      if (!place?.test(character)) continue;
      next.add(index + 1);
      if (place.repeats) next.add(index);
    }
    if (next.size === 0) return false;
    at = reach(places, next);
  }
  return at.has(places.length);
}

function reach(places: readonly Place[], from: Set<number>): Set<number> {
  for (const index of from) if (places[index]?.optional) from.add(index + 1);
  return from;
}
