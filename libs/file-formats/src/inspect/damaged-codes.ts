/** Values that a program on the way has changed. */
export interface Damage {
  readonly kind: 'exponent' | 'date' | 'leading zeros' | 'error' | 'destroyed letter' | 'decoded twice';
  readonly count: number;
  readonly example: string;
}

const shapes: readonly (readonly [Damage['kind'], RegExp])[] = [
  // 4.0E+12 was a bar code.
  ['exponent', /^\d(?:[.,]\d+)?E\+?\d{1,2}$/i],
  // 1-2 became a day; other values of the column are codes.
  [
    'date',
    /^(?:\d{1,2}[-. ]{1,2}(?:Jan|Feb|M[aä]r|Mrz|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])[a-z]*\.?|(?:Jan|Feb|M[aä]r|Mrz|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])[a-z]*[-. ]{1,2}\d{2,4})$/,
  ],
  ['error', /^#(?:N\/A|NV|REF!|BEZUG!|VALUE!|WERT!|DIV\/0!|NAME\?|NULL!|NUM!|ZAHL!|#+)$/],
  ['destroyed letter', /\uFFFD|\p{L}\?\p{Ll}/u],
  ['decoded twice', /Ã[\u0080-\u00bf¤¶¼Ÿ„–œ©¨]|â€[™œž“”]/u],
];

/** Damages among the different values of a column. */
export function damagesOf(values: readonly string[]): Damage[] {
  const found = shapes.flatMap(([kind, shape]) =>
    damage(
      kind,
      values.filter((value) => !value.includes('://') && shape.test(value.trim())),
    ),
  );
  return [...found, ...damage('leading zeros', withoutZeros(values))];
}

function damage(kind: Damage['kind'], values: readonly string[]): Damage[] {
  const [example] = values;
  return example === undefined ? [] : [{ kind, count: values.length, example }];
}

/** Of numbers that have one length, some of them zeros in front: those that are shorter. */
function withoutZeros(values: readonly string[]): string[] {
  const numbers = values.filter((value) => /^\d+$/.test(value));
  if (numbers.length < 3 || !numbers.some((value) => value.startsWith('0') && value.length > 1)) return [];
  const lengths = new Map<number, number>();
  for (const { length } of numbers) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  const [usual = 0, count = 0] = [...lengths].sort((a, b) => b[1] - a[1])[0] ?? [];
  if (count < numbers.length / 2) return [];
  return numbers.filter((value) => value.length < usual && !value.startsWith('0'));
}
