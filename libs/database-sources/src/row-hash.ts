import { hash } from 'node:crypto';
import type { HashSum, RawRecord, RawTree, RawValue } from '@throughline/connector';
import type { Dialect } from './dialect.ts';
import type { Expression, Joined, Relation } from './relation.ts';
import type { ReaderSettings } from './settings.ts';

/** Digits of an MD5 hash that make one number: sums of a billion of them still fit a decimal of the database. */
const digits = 15;
/** Bits of the hash of a source key that ranges are made of, at most. */
export const rangeBits = 32;

export const nothing: HashSum = { keys: 0, high: 0n, low: 0n };

export function add(one: HashSum, other: HashSum): HashSum {
  return { keys: one.keys + other.keys, high: one.high + other.high, low: one.low + other.low };
}

export function equal(one: HashSum, other: HashSum): boolean {
  return one.keys === other.keys && one.high === other.high && one.low === other.low;
}

/** In which of 2^`bits` ranges of hashes a source key is. */
export function rangeOf(sourceKey: string, bits: number): number {
  return Number.parseInt(hash('md5', sourceKey).slice(0, 8), 16) >>> (rangeBits - bits);
}

/** As the database counts: by code point. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd8_00 && unit < 0xdc_00) length -= 1;
  }
  return length;
}

const encoded = (text: RawValue | undefined): string =>
  typeof text === 'string' ? `v${lengthOf(text)}:${text}` : 'n';

function sumOf(text: string, keys: 0 | 1): HashSum {
  const hex = hash('md5', text);
  return {
    keys,
    high: BigInt(`0x${hex.slice(0, digits)}`),
    low: BigInt(`0x${hex.slice(digits, 2 * digits)}`),
  };
}

const columnsOf = (tree: RawTree, joined: readonly string[]): string =>
  Object.keys(tree)
    .filter((name) => !joined.includes(name))
    .toSorted()
    .map((name) => `${encoded(name)}${encoded(tree[name])}`)
    .join('');

/**
 * Hashes raw records of a reader, as the database does it of the rows. A hash is the sum of those of the row and of each
 * joined row whose changes are changes of the record, so that it depends on no order. NULL, an empty text and a column
 * that is not there are three things.
 */
export function recordHash({
  with: joined,
}: ReaderSettings): (sourceKey: string, record: RawRecord) => HashSum {
  const names = Object.keys(joined);
  const refreshing = names.filter((name) => joined[name]?.refresh);
  return (sourceKey, { values }) => {
    const of = (name: string, columns: string, keys: 0 | 1) =>
      sumOf(`${encoded(sourceKey)}${encoded(name)}${columns}`, keys);
    return refreshing
      .flatMap((name) => {
        const rows = values[name] ?? [];
        return (Array.isArray(rows) ? rows : [rows]).map((row) => of(name, columnsOf(row as RawTree, []), 0));
      })
      .reduce(add, of('', columnsOf(values, names), 1));
  };
}

/** The parts of a relation whose hashes are added up: its own rows, and those of joined tables that refresh them. */
export interface HashedPart {
  columns: Expression[];
  joined: Joined | undefined;
}

export function hashedParts({ columns, joined }: Relation): HashedPart[] {
  const byName = (all: readonly Expression[]) =>
    all.toSorted((one, other) => (one.column.name < other.column.name ? -1 : 1));
  return [
    { columns: byName(columns), joined: undefined },
    ...joined
      .filter(({ settings }) => settings.refresh)
      .map((of) => ({ columns: byName(of.columns), joined: of })),
  ];
}

/** MD5 of a row of a part, in the words of the database. */
export function rowHash({ sourceKey }: Relation, { columns, joined }: HashedPart, dialect: Dialect): string {
  const { literal, concat, md5, text } = dialect;
  const encodedText = (of: string) => concat([`'v'`, text(`char_length(${of})`, number), `':'`, of]);
  const number = { name: '', type: '', kind: 'integer' } as const;
  return md5(
    concat([
      encodedText(sourceKey),
      literal(encoded(joined?.name ?? '')),
      ...columns.flatMap(({ expression, column }) => [
        literal(encoded(column.name)),
        `coalesce(${encodedText(text(expression, column))}, 'n')`,
      ]),
    ]),
  );
}

/** The two numbers of a hash, in the words of the database. */
export function numbersOf(md5: string, { hex }: Dialect): [high: string, low: string] {
  return [hex(`substr(${md5}, 1, ${digits})`), hex(`substr(${md5}, ${digits + 1}, ${digits})`)];
}

/** In which of 2^`bits` ranges a row is, in the words of the database. */
export function rangeExpression(sourceKey: string, bits: number, { hex, md5 }: Dialect): string {
  return `(${hex(`substr(${md5(sourceKey)}, 1, ${rangeBits / 4})`)} >> ${rangeBits - bits})`;
}
