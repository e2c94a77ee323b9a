import type { NewOrder, RawTree } from '@throughline/connector';
import type { FieldLimit } from '@throughline/events';
import { compileSkips } from '../compile/conditions.ts';
import { compileEach } from '../compile/each.ts';
import { Faults } from '../compile/faults.ts';
import { compileTables } from '../compile/tables.ts';
import { DocumentError, type DocumentPath } from '../documents/document-error.ts';
import type { EachSpec } from '../documents/mapping-schema.ts';
import type { ColumnsSpec, LinesSpec, OutgoingDocument } from '../documents/outgoing-schema.ts';
import type { LocatedDocument } from '../documents/read-yaml.ts';
import { carried, orderTree, outgoingOrder } from '../targets/outgoing-order.ts';
import type { Scope } from '../values/scope.ts';
import { Misfit } from '../values/value-type.ts';
import { isZone, zoneOf } from '../values/zone.ts';
import { type Column, type Outgoing, compileColumn } from './compile-column.ts';
import { type LimitTest, addLimit, limitTest } from './limits.ts';
import { fieldAt, listAt } from './outgoing-fields.ts';

/** What an outgoing mapping is compiled for. */
export interface OutgoingContext {
  /** IANA name of the time zone in which the source's dates are. */
  readonly zone: string;
  /** ISO 4217, of `round currency`. */
  readonly currency?: string;
  /** What the source says that fields may hold; an order that has more is refused. */
  readonly limits?: readonly FieldLimit[];
  /** Fields that go somewhere without a column of the mapping. */
  readonly carries?: readonly string[];
}

/** A record of theirs: texts by column, null for nothing. */
export type OutgoingRecord = Readonly<Record<string, string | null>>;

/** Why something of ours cannot be said in a column of theirs. */
export interface OutgoingMisfit {
  /** Of a limit that the source declares, the field. */
  readonly column: string;
  /** Fields of ours that it is made of. */
  readonly fields: readonly string[];
  /** Never quotes what may be somebody's. */
  readonly reason: string;
}

/** What an order comes to: its records, or all that does not fit. */
export type OutgoingOutcome =
  | { readonly head: OutgoingRecord; readonly lines: readonly OutgoingRecord[] }
  | { readonly misfits: readonly OutgoingMisfit[] };

/** A column of theirs and the fields of ours that it is made of. */
export interface OutgoingColumn {
  readonly name: string;
  readonly fields: readonly string[];
}

/** An outgoing mapping that is ready to be used. */
export interface CompiledOutgoing {
  /** Name and version. */
  readonly mapping: string;
  readonly columns: readonly OutgoingColumn[];
  /** Columns of the records of lines; empty where there are none. */
  readonly lineColumns: readonly string[];
  /** What fields of ours may hold, as its steps have it; the checkout keeps them. */
  readonly limits: readonly FieldLimit[];
  /** Fields of ours that the document says go nowhere. */
  readonly leftOut: readonly string[];
  /** Makes the records of an order. Throws nothing because of what is in it. */
  readonly make: (order: NewOrder) => OutgoingOutcome;
  /** The same of an order in texts, as its examples have it. */
  readonly makeOf: (order: RawTree) => OutgoingOutcome;
  /** Texts of the columns that are made of the recipient alone; one that does not fit is left out. */
  readonly recipientColumns: (
    recipient: NewOrder['recipient'],
  ) => readonly (OutgoingColumn & { text: string | null })[];
}

/** Compiles an outgoing mapping. @throws DocumentError with every fault, its line and reason */
export function compileOutgoing(
  document: LocatedDocument<OutgoingDocument>,
  { zone, currency, limits = [], carries = [] }: OutgoingContext,
): CompiledOutgoing {
  const { value: mapping } = document;
  const faults = new Faults((path, reason) => document.faultAt(path, reason));
  if (!isZone(zone)) faults.add([], `there is no time zone ${JSON.stringify(zone)}`);
  const outgoing: Outgoing = {
    ...{ faults, columns: null, used: new Set(), variables: new Map(), depth: 0 },
    words: { nothing: new Set(), unavailable: null },
    steps: {
      ...{ zone: zoneOf(isZone(zone) ? zone : 'UTC'), currency: currency ?? null, column: () => () => '' },
      tables: compileTables(mapping.tables as Parameters<typeof compileTables>[0], faults),
    },
    around: [{ shape: outgoingOrder, prefix: '' }],
    ...{ carried: new Set(carries), limits: new Map() },
  };
  for (const [name, table] of Object.entries(mapping.tables ?? {}))
    if (table.else === 'skip')
      faults.add(
        ['tables', name, 'else'],
        'is none of hold, nothing or a word: nothing of an order is skipped',
      );
  const head = compileColumns(mapping.record, ['record'], outgoing);
  const lists = linesOf(mapping).map(({ spec, path }) => compileLines(spec, path, outgoing));
  checkCarried(mapping, outgoing);
  if (faults.found.length > 0) throw new DocumentError(faults.found);
  for (const limit of limits) addLimit(outgoing.limits, limit);
  const declared = limits.flatMap((limit) => limitTest(limit) ?? []);
  const makeOf = (order: RawTree) => outcomeOf(order, head, lists, declared);
  return {
    mapping: mapping.mapping,
    columns: head.map(({ name, fields }) => ({ name, fields })),
    lineColumns: [...new Set(lists.flatMap(({ columns }) => columns))],
    limits: [...outgoing.limits.values()].toSorted((a, b) => (a.field < b.field ? -1 : 1)),
    leftOut: (mapping.leave ?? []).map((path) => [path].flat().join('.')),
    make: (order) => makeOf(orderTree(order)),
    makeOf,
    recipientColumns: (recipient) => {
      const scope = scopeOf({ recipient: { ...recipient } });
      return head.flatMap(({ name, fields, read }) => {
        if (fields.length === 0 || !fields.every((field) => field.startsWith('recipient.'))) return [];
        const text = read(scope);
        return text instanceof Misfit ? [] : { name, fields, text };
      });
    },
  };
}

function scopeOf(value: RawTree): Scope {
  return { value, parent: null, ordinal: 1, facts: {} };
}

function compileColumns(spec: ColumnsSpec, path: DocumentPath, outgoing: Outgoing): Column[] {
  return Object.entries(spec).flatMap(
    ([name, column]) => compileColumn(name, column, [...path, name], outgoing) ?? [],
  );
}

function linesOf({ lines }: OutgoingDocument): { spec: LinesSpec; path: DocumentPath }[] {
  if (lines === undefined) return [];
  if (!('all' in lines)) return [{ spec: lines, path: ['lines'] }];
  return lines.all.map((spec, index) => ({ spec, path: ['lines', 'all', index] }));
}

interface Lines {
  readonly columns: readonly string[];
  /** Adds the records of an order, and what of it does not fit. */
  readonly fill: (scope: Scope, lines: OutgoingRecord[], misfits: OutgoingMisfit[]) => void;
}

function compileLines({ each, skip, record }: LinesSpec, path: DocumentPath, outgoing: Outgoing): Lines {
  const inner = innerOf(each, [...path, 'each'], outgoing);
  const parts = compileEach(each, [...path, 'each'], inner).map(({ elements, compilation }) => {
    // Names of `each` are of the record around the list.
    const own: Outgoing = { ...compilation, around: inner.around };
    checkSkips(skip, [...path, 'skip'], own);
    return {
      elements,
      skips: compileSkips(skip, [...path, 'skip'], own),
      columns: compileColumns(record, [...path, 'record'], own),
    };
  });
  return {
    columns: Object.keys(record),
    fill: (scope, lines, misfits) => {
      for (const { elements, skips, columns } of parts) {
        const found = elements(scope);
        if (found instanceof Misfit) misfits.push({ column: 'lines', fields: [], reason: found.reason });
        else
          for (const element of found)
            if (skips(element) === null) lines.push(recordOf(columns, element, misfits));
      }
    },
  };
}

/** Inside of a list its elements are the innermost record; what `each` names beside a list stays in the whole. */
function innerOf(each: EachSpec, path: DocumentPath, outgoing: Outgoing): Outgoing {
  if (Array.isArray(each)) return outgoing;
  const { of } = each as Exclude<EachSpec, readonly unknown[]>;
  const element = listAt(of, outgoing.around);
  if (typeof element !== 'string') return { ...outgoing, around: [element, ...outgoing.around] };
  outgoing.faults.add([...path, 'of'], element);
  return outgoing;
}

function checkSkips(
  skip: LinesSpec['skip'],
  path: DocumentPath,
  { around, variables, faults }: Outgoing,
): void {
  for (const [index, entry] of (skip === undefined ? [] : [skip].flat()).entries())
    for (const name of Object.keys(entry)) {
      if (name === 'as' || name === 'cel' || variables.has(name)) continue;
      const found = fieldAt(name, around);
      if (typeof found === 'string')
        faults.add(Array.isArray(skip) ? [...path, index, name] : [...path, name], found);
    }
}

function recordOf(columns: readonly Column[], scope: Scope, misfits: OutgoingMisfit[]): OutgoingRecord {
  const record: Record<string, string | null> = {};
  for (const { name, fields, read } of columns) {
    const text = read(scope);
    if (text instanceof Misfit) misfits.push({ column: name, fields, reason: text.reason });
    else record[name] = text;
  }
  return record;
}

function outcomeOf(
  order: RawTree,
  head: readonly Column[],
  lists: readonly Lines[],
  declared: readonly LimitTest[],
): OutgoingOutcome {
  const scope = scopeOf(order);
  const misfits = declared.flatMap((test) => test(order) ?? []);
  const lines: OutgoingRecord[] = [];
  const record = recordOf(head, scope, misfits);
  for (const { fill } of lists) fill(scope, lines, misfits);
  return misfits.length > 0 ? { misfits } : { head: record, lines };
}

/** Nothing of an order is lost without a word. */
function checkCarried({ leave = [] }: OutgoingDocument, { carried: used, faults }: Outgoing): void {
  const left = new Set<string>();
  leave.forEach((path, index) => {
    const name = [path].flat().join('.');
    const found = carried.some((fields) => fields.includes(name));
    if (!found) faults.add(['leave', index], `is no field that can be left out: ${whole.join(', ')}`);
    else if (carried.some((fields) => fields.includes(name) && fields.some((field) => used.has(field))))
      faults.add(['leave', index], 'goes somewhere');
    left.add(name);
  });
  for (const fields of carried)
    if (!fields.some((field) => used.has(field) || left.has(field)))
      faults.add(['record'], `${fields.join(' or ')} goes nowhere: give it a column, or say so under leave`);
}

const whole = carried.map(([field = '']) => field);
