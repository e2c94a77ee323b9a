import type { RawTree, RawValue } from '@throughline/connector';
import type { MutableTree } from '../trees/set-value.ts';

/** A row with its columns named, before rows are laid into one another. */
export interface TableRow {
  readonly values: RawTree;
  readonly position: number;
  /** Where the file has kinds. */
  readonly kind?: string;
}

/** Whom whole records are told. */
export interface RecordHandler {
  record(values: RawTree, position: number): void;
  fault(position: number, reason: string): void;
}

/** Lays rows into records. */
export interface Nesting {
  row(row: TableRow): void;
  /** A row that cannot be read: what it may belong to must not be taken for complete. */
  unreadable(position: number): void;
  end(): void;
}

/** Every row is a record. */
export function flat(handler: RecordHandler): Nesting {
  return {
    row: ({ values, position }) => handler.record(values, position),
    unreadable: () => {},
    end: () => {},
  };
}

interface OpenRecord {
  readonly values: MutableTree;
  readonly position: number;
  rows: number;
  /** Why it is no record. */
  spoiled?: string;
}

/** Hands an open record on, or says why it cannot be. */
function close(open: OpenRecord | undefined, handler: RecordHandler): void {
  if (open === undefined) return;
  if (open.spoiled === undefined) handler.record(open.values, open.position);
  else handler.fault(open.position, open.spoiled);
}

const missing = (position: number) => `row ${position}, which may belong to this record, cannot be read`;

/** Adjacent rows that are one record: those that leave a column blank, or share its value. */
export function gathered(
  list: string,
  belongs: { blank: string } | { same: string },
  most: number,
  handler: RecordHandler,
): Nesting {
  const column = 'blank' in belongs ? belongs.blank : belongs.same;
  let open: OpenRecord | undefined;
  let key: RawValue | undefined;
  let lost: number | undefined;

  function continues(values: RawTree): boolean {
    const value = values[column];
    if ('blank' in belongs) return typeof value !== 'string' || value.trim() === '';
    return open !== undefined && value === key;
  }

  return {
    row({ values, position }) {
      if (!Object.hasOwn(values, column)) {
        handler.fault(position, `has no column ${column}, which says where it belongs`);
        return;
      }
      if (continues(values)) {
        if (open === undefined) handler.fault(position, `continues no row: ${column} is blank`);
        else {
          open.rows += 1;
          if (open.rows > most) open.spoiled ??= `a record of more than ${most} rows`;
          else (open.values[list] as RawValue[]).push(values);
        }
        return;
      }
      close(open, handler);
      key = values[column];
      open = { values: { ...values, [list]: [values] }, position, rows: 1 };
      // The row that cannot be read may have been the first of this record; one with a blank key cannot begin here.
      if (lost !== undefined && 'same' in belongs) open.spoiled = missing(lost);
      lost = undefined;
    },
    unreadable(position) {
      if (open !== undefined) open.spoiled ??= missing(position);
      else if ('blank' in belongs)
        open = { values: { [list]: [] }, position, rows: 0, spoiled: missing(position) };
      lost = position;
    },
    end() {
      close(open, handler);
      open = undefined;
    },
  };
}

/** Rows of some kinds belong to the last row of another. */
export function byKind(
  rules: ReadonlyMap<string, { list: string; under: string }>,
  most: number,
  handler: RecordHandler,
): Nesting {
  let top: OpenRecord | undefined;
  const last = new Map<string, MutableTree>();

  const listsOf = (kind: string) =>
    [...rules.values()].filter(({ under }) => under === kind).map(({ list }) => list);

  function forget(kind: string): void {
    last.delete(kind);
    for (const [below, { under }] of rules) if (under === kind) forget(below);
  }

  return {
    row({ values, position, kind = '' }) {
      const tree: MutableTree = { ...values };
      for (const list of listsOf(kind)) tree[list] = [];
      forget(kind);
      const rule = rules.get(kind);
      if (rule === undefined) {
        close(top, handler);
        top = { values: tree, position, rows: 1 };
      } else {
        const parent = last.get(rule.under);
        if (parent === undefined || top === undefined) {
          handler.fault(position, `a row of kind ${kind} without one of kind ${rule.under} above it`);
          return;
        }
        top.rows += 1;
        if (top.rows > most) {
          top.spoiled ??= `a record of more than ${most} rows`;
          return;
        }
        (parent[rule.list] as RawValue[]).push(tree);
      }
      last.set(kind, tree);
    },
    unreadable(position) {
      if (top !== undefined) top.spoiled ??= missing(position);
      else top = { values: {}, position, rows: 0, spoiled: missing(position) };
    },
    end() {
      close(top, handler);
      top = undefined;
      last.clear();
    },
  };
}
