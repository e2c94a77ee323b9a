import { type Flow, flows } from '@throughline/connector';
import type { Concept } from '../words/vocabulary.ts';
import type { FoundTable } from '../tables/found-table.ts';
import { type Casting, cast, roleScore } from './role-score.ts';
import { lineRoles, roles } from './roles.ts';
import { unnamedScore } from './unnamed-roles.ts';

/** A table that probably feeds a flow. */
export interface FlowGuess {
  readonly flow: Flow;
  readonly table: FoundTable;
  /** 0 to 1: by the name of the table and by its columns. */
  readonly score: number;
  readonly castings: readonly Casting[];
  /** Whether there is a column for everything that no record can be without. */
  readonly whole: boolean;
}

/** Below this a guess is only told, and nothing is drafted by it. */
export const enough = 0.4;

/** What tables are about that feed no flow. */
const elsewhere: readonly Concept[] = [
  'purchase',
  'supplier',
  'offer',
  'payment',
  'employee',
  'assembly',
  'movement',
  'shipment',
  'page',
];

/** How well the name of a table fits a flow, 0 to 1. */
export function tableNameScore(concepts: readonly Concept[], flow: Flow): number {
  const has = (...wanted: Concept[]) => wanted.some((concept) => concepts.includes(concept));
  if (has(...elsewhere)) return 0;
  if (has('cost') && !has('price')) return 0;
  const isLines = isLinesName(concepts);
  switch (flow) {
    case 'orders':
      return has('order') && !isLines && !has('invoice', 'status', 'kind') ? 1 : 0;
    case 'invoices':
      return has('invoice') && !isLines && !has('status', 'kind', 'street') ? 1 : 0;
    case 'prices':
      return has('price') && !has('order', 'invoice') ? (has('group') ? 0.6 : 1) : 0;
    case 'stock':
      return has('stock') && !has('order', 'invoice', 'price', 'kind', 'group')
        ? has('history')
          ? 0.6
          : 1
        : 0;
    case 'taxes':
      return has('tax') && !has('item', 'customer', 'order', 'invoice') ? (has('rate') ? 1 : 0.8) : 0;
    case 'customers':
      return has('customer') && !has('order', 'invoice', 'price', 'group', 'kind') ? 1 : 0;
    case 'locations':
      if (has('item', 'order', 'customer', 'price', 'street', 'quantity')) return 0;
      return has('warehouse') ? 1 : 0;
    case 'items': {
      if (has('order', 'invoice', 'customer', 'text', 'unit', 'kind', 'language', 'history')) return 0;
      if (has('price', 'tax', 'warehouse')) return has('item') ? 0.2 : 0;
      if (has('stock')) return has('item', 'quantity') ? 0 : 0.3;
      return has('group') ? 0 : has('item', 'sku') ? 1 : has('variant') ? 0.7 : 0;
    }
  }
}

/** `order_items`, `SalesOrderDetail`, `Rechnungspositionen`. */
export function isLinesName(concepts: readonly Concept[]): boolean {
  const has = (concept: Concept) => concepts.includes(concept);
  return (has('order') || has('invoice')) && (has('line') || has('item')) && !has('header');
}

export function guessFlow(table: FoundTable, flow: Flow): FlowGuess {
  const castings = cast(table, roles[flow], table.unnamed === true ? unnamedScore : roleScore);
  const wanted = roles[flow].reduce((sum, { weight, needed }) => sum + (needed ? weight : weight * 0.3), 0);
  const found = castings.reduce(
    (sum, { role: { weight, needed }, score }) => sum + score * (needed ? weight : weight * 0.3),
    0,
  );
  const whole = roles[flow].every(
    (role) => !role.needed || castings.some((casting) => casting.role === role),
  );
  const columns = Math.min(1, found / wanted) * (whole ? 1 : 0.5);
  const name = tableNameScore(table.concepts, flow);
  const score = blocked(table) ? 0 : Math.round((0.5 * name + 0.5 * columns) * 100) / 100;
  return { flow, table, score, castings, whole };
}

/** What is named as something else is it, whatever its columns are. */
const blocked = ({ concepts }: FoundTable): boolean =>
  elsewhere.some((concept) => concepts.includes(concept)) ||
  (concepts.includes('cost') && !concepts.includes('price'));

/** For each flow all tables that may feed it, the likeliest first. */
export function guessFlows(tables: readonly FoundTable[]): Map<Flow, FlowGuess[]> {
  return new Map(
    flows.map((flow) => [
      flow,
      tables
        .map((table) => guessFlow(table, flow))
        .filter(({ score }) => score > 0.2)
        .toSorted((a, b) => Number(b.whole) - Number(a.whole) || b.score - a.score),
    ]),
  );
}

/** The columns of a table that is lines of a document. */
export function castLines(
  table: FoundTable,
  document: 'order' | 'invoice',
): { castings: Casting[]; whole: boolean } {
  const wanted = lineRoles(document);
  const castings = cast(table, wanted, table.unnamed === true ? unnamedScore : roleScore);
  return {
    castings,
    whole: wanted.every((role) => !role.needed || castings.some((casting) => casting.role === role)),
  };
}
