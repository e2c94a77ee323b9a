import { hash } from 'node:crypto';
import type { Flow, RawRecord, RawTree, RawValue } from '@throughline/connector';

/** A column by its name, or the names that lead to a value in a nested record. */
export type Column = string | readonly string[];

/** A flow that a reader's records feed, and what their source keys begin with there. */
export interface Feed {
  readonly flow: Flow;
  readonly prefix: string;
}

/** A reader whose records refer to those of another, what it feeds, and who refers to it in turn. */
export interface Referring {
  readonly reader: string;
  readonly feeds: readonly Feed[];
  readonly referredBy: readonly Referring[];
}

/** What a reader's records feed, and how they hang together with those of others. */
export interface LandedReader {
  readonly source: string;
  /** Its name in the source's document. */
  readonly reader: string;
  /** Columns that are its key. */
  readonly key: readonly Column[];
  readonly feeds: readonly Feed[];
  /** Columns by which other readers refer to its records; null when none does. */
  readonly joinedBy: readonly Column[] | null;
  /** The readers that do, what those feed, and so on. */
  readonly referredBy: readonly Referring[];
  /** Readers that its records refer to, and the columns that say to which record. */
  readonly refers: readonly { readonly reader: string; readonly columns: readonly Column[] }[];
}

/** A record as it is kept. */
export interface LandedRecord {
  readonly sourceKey: string;
  readonly position: number;
  /** Tells contents apart. */
  readonly hash: string;
  readonly values: RawTree;
  readonly joinKey: string | null;
  readonly refs: readonly string[];
  /** Of a table: by what a sweep compares it. */
  readonly sum?: KeySum;
}

/** What the source's own database computes of a record, and where in its ranges of keys it is. */
export interface KeySum {
  readonly range: number;
  readonly high: bigint;
  readonly low: bigint;
}

/** What separates the parts of a key of several columns: no text that a person typed holds it. */
const separator = '\u001F';
/** What stands between a reader and a join key. */
export const refSeparator = separator;

/**
 * The texts of some columns as one, byte for byte.
 * @returns null when one of them says nothing, or holds no text
 */
export function keyOf(values: RawTree, columns: readonly Column[]): string | null {
  const parts = columns.map((column) => valueAt(values, column));
  if (parts.some((part) => typeof part !== 'string' || part === '' || part.includes(separator))) return null;
  return parts.join(separator);
}

/** As it is kept; null when its key says nothing. */
export function landedRecord(
  reader: Pick<LandedReader, 'key' | 'joinedBy' | 'refers'>,
  record: RawRecord,
): LandedRecord | null {
  const sourceKey = keyOf(record.values, reader.key);
  return sourceKey === null ? null : landedValues(reader, sourceKey, record);
}

/** As it is kept, under a key that is known. */
export function landedValues(
  { joinedBy, refers }: Pick<LandedReader, 'joinedBy' | 'refers'>,
  sourceKey: string,
  { values, position }: RawRecord,
): LandedRecord {
  const kept = keptTree(values);
  return {
    sourceKey,
    position,
    hash: hash('sha256', JSON.stringify(kept), 'base64url').slice(0, 22),
    values: kept,
    joinKey: joinedBy && keyOf(kept, joinedBy),
    refs: refsOf(kept, refers),
  };
}

/** The records of other readers that a record names. */
export function refsOf(values: RawTree, refers: LandedReader['refers']): string[] {
  return refers.flatMap(({ reader, columns }) => {
    const to = keyOf(values, columns);
    return to === null ? [] : [refOf(reader, to)];
  });
}

/** How a record names one of another reader. */
export function refOf(reader: string, joinKey: string): string {
  return `${reader}${refSeparator}${joinKey}`;
}

function valueAt(values: RawTree, column: Column): RawValue | undefined {
  if (typeof column === 'string') return values[column];
  return column.reduce<RawValue | undefined>(
    (value, name) => (isTree(value) ? value[name] : undefined),
    values,
  );
}

function isTree(value: RawValue | undefined): value is RawTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As a database takes it. Its names are in one order, because a database that gives it back keeps no other. */
function keptTree(values: RawTree): RawTree {
  const kept: Record<string, RawValue> = {};
  for (const name of Object.keys(values).toSorted()) kept[keptText(name)] = keptValue(values[name] ?? null);
  return kept;
}

function keptValue(value: RawValue): RawValue {
  if (typeof value === 'string') return keptText(value);
  if (value === null) return null;
  return isTree(value) ? keptTree(value) : value.map(keptValue);
}

function keptText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
}
