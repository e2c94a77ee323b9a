import type { Flow } from '@throughline/connector';
import {
  type FlowGuess,
  castLines,
  enough,
  guessFlows,
  isLinesName,
  tableNameScore,
} from '../flows/flow-guesses.ts';
import type { Casting } from '../flows/role-score.ts';
import { type FoundTable, columnOf } from '../tables/found-table.ts';
import { type Link, linkBetween, shareWithin } from '../tables/links.ts';
import type { Lines } from './documents.ts';
import type { Join } from './mapping-draft.ts';

/** A flow with the table that feeds it, and what belongs to it. */
export interface PlannedFlow extends FlowGuess {
  readonly lines: Lines | null;
  readonly joins: readonly Join[];
  /** Where the item's code stands in a row that is laid in, and not in the row itself. */
  readonly skuFrom: { readonly join: Join; readonly column: string } | null;
}

export interface FlowPlan {
  readonly flows: readonly PlannedFlow[];
  /** Other tables that may feed a flow, and why none is drafted of a flow that was found in part. */
  readonly others: readonly {
    readonly flow: Flow;
    readonly table: string;
    readonly score: number;
    readonly why: string | null;
  }[];
}

/** Chooses a table for each flow, and how they hang together. */
export function planFlows(tables: readonly FoundTable[], database: boolean): FlowPlan {
  const guesses = guessFlows(tables.filter(({ profiles }) => profiles.length > 0));
  const others: FlowPlan['others'][number][] = [];
  const chosen = new Map<Flow, FlowGuess & { lines: Lines | null }>();
  for (const [flow, list] of guesses) {
    for (const guess of list) {
      const { table, score, whole } = guess;
      const taken = chosen.has(flow);
      const lines =
        flow === 'orders' || flow === 'invoices'
          ? linesOf(guess, tables, flow === 'orders' ? 'order' : 'invoice')
          : null;
      const why = reasonAgainst(guess, lines);
      if (taken || score < neededScore(guess, chosen.get('items')) || !whole || why !== null)
        others.push({ flow, table: table.name, score, why: taken ? null : why });
      else chosen.set(flow, { ...guess, lines });
    }
  }
  const aligned = alignKeys(chosen, tables, database);
  const used = new Set(aligned.map(({ table }) => table.name));
  return { flows: aligned, others: others.filter(({ score, table }) => score >= enough && !used.has(table)) };
}

/**
 * Names of tables tell more than columns do; where a name is of nothing that is known, columns have to. Rows of items may
 * say what one costs, and how many there are.
 */
function neededScore({ flow, table }: FlowGuess, items: FlowGuess | undefined): number {
  if ((flow === 'prices' || flow === 'stock') && items?.table === table) return 0.25;
  const says = table.concepts.filter((concept) => concept !== 'standard');
  return (flow === 'items' || flow === 'customers') && says.length === 0 ? 0.28 : enough;
}

function reasonAgainst({ flow, whole, castings, table }: FlowGuess, lines: Lines | null): string | null {
  const other = ({ orders: 'invoices', invoices: 'orders' } as const)[flow as 'orders' | 'invoices'];
  if (
    other !== undefined &&
    tableNameScore(table.concepts, flow) === 0 &&
    tableNameScore(table.concepts, other) > 0
  )
    return `it is named as one of ${other}`;
  if (!whole) {
    const has = castings.map(({ role }) => role.field);
    return `no columns for ${neededOf(flow)
      .filter((field) => !has.includes(field))
      .join(', ')}`;
  }
  if ((flow === 'orders' || flow === 'invoices') && lines === null) return 'no lines were found';
  return table.key.length === 0 && table.sampled === 0 ? 'there are no rows, and no key is declared' : null;
}

const neededOf = (flow: Flow): string[] =>
  ({
    ...{ locations: ['code'], taxes: ['rate'], items: ['code'], prices: ['sku', 'amount'] },
    ...{ stock: ['sku', 'quantity'], customers: ['number'] },
    ...{ orders: ['number', 'customer', 'placedAt'], invoices: ['number', 'customer', 'issuedOn'] },
  })[flow];

/** The lines of documents: of the table that is named as such, or refers to them; else the rows themselves. */
function linesOf(
  guess: FlowGuess,
  tables: readonly FoundTable[],
  document: 'order' | 'invoice',
): Lines | null {
  const { table, castings } = guess;
  const key = castings.find(({ role }) => role.field === 'number')?.column.name;
  const found = tables
    .filter((other) => other !== table)
    .flatMap((other) => {
      const lines = castLines(other, document);
      const link = linkOfLines(other, table, key);
      if (!lines.whole || link === null || link.from.length !== 1) return [];
      const named = isLinesName(other.concepts) && other.concepts.includes(document) ? 1 : 0;
      return [{ other, castings: lines.castings, score: link.score + named }];
    })
    .toSorted((a, b) => b.score - a.score)[0];
  if (found !== undefined && found.score > 0.5)
    return { table: found.other, castings: found.castings, as: nameFor(`${document}Lines`, table) };
  const own = castLines(table, document);
  return own.whole ? { table, castings: own.castings, as: null } : null;
}

/** Lines name their document by its number, or by what is declared; what they share besides tells nothing. */
function linkOfLines(lines: FoundTable, documents: FoundTable, number: string | undefined): Link | null {
  const declared = linkBetween(lines, documents);
  if (declared !== null && declared.score === 1) return declared;
  return number === undefined ? null : linkBetween(lines, documents, number);
}

const fieldOf = (castings: readonly Casting[], field: string) =>
  castings.find(({ role }) => role.field === field)?.column;

type Chosen = FlowGuess & { lines: Lines | null };

/**
 * Has all name an item, a customer, a location by the same column. Where other tables refer to rows by a column that is
 * not the code people use, a database lays the row in; of files, what they refer by is the code.
 */
function alignKeys(
  chosen: ReadonlyMap<Flow, Chosen>,
  tables: readonly FoundTable[],
  database: boolean,
): PlannedFlow[] {
  const planned = new Map([...chosen].map(([flow, guess]) => [flow, { ...guess }]));
  const items = planned.get('items');
  const skuJoins = new Map<Flow, PlannedFlow['skuFrom']>();
  if (items !== undefined) {
    const referring = [
      ...(['prices', 'stock'] as const).flatMap((flow) => {
        const guess = planned.get(flow);
        return guess === undefined || guess.table === items.table
          ? []
          : [{ flow, table: guess.table, castings: guess.castings, joinable: true }];
      }),
      ...(['orders', 'invoices'] as const).flatMap((flow) => {
        const lines = planned.get(flow)?.lines;
        return lines === null || lines === undefined
          ? []
          : [{ flow, table: lines.table, castings: lines.castings, joinable: false }];
      }),
    ].flatMap((each) => {
      const by = referenceTo(items, 'code', each.table, fieldOf(each.castings, 'sku')?.name);
      return by === null ? [] : [{ ...each, ...by }];
    });
    const same = new Set(referring.map(({ to }) => to));
    const [to] = same;
    if (to !== undefined && same.size === 1) {
      if (database && referring.every(({ joinable }) => joinable)) {
        const code = fieldOf(items.castings, 'code')?.name ?? to;
        for (const { flow, from, link } of referring)
          skuJoins.set(flow, {
            join: {
              as: nameFor('item', planned.get(flow)?.table ?? items.table),
              table: items.table,
              on: [{ this: from, is: to }],
              many: false,
              evidence: link.evidence,
            },
            column: code,
          });
      } else planned.set('items', { ...items, castings: recast(items, 'code', to) });
    }
  }
  for (const [flow, field, key] of [
    ['customers', 'customer', 'number'],
    ['locations', 'location', 'code'],
  ] as const) {
    const target = planned.get(flow);
    if (target === undefined) continue;
    const refers = flow === 'customers' ? (['orders', 'invoices'] as const) : (['stock'] as const);
    const [by] = refers.flatMap((each) => {
      const guess = planned.get(each);
      return guess === undefined
        ? []
        : (referenceTo(target, key, guess.table, fieldOf(guess.castings, field)?.name) ?? []);
    });
    if (by !== undefined) planned.set(flow, { ...target, castings: recast(target, key, by.to) });
  }
  const all = [...planned].map(([flow, guess]) => {
    const skuFrom = skuJoins.get(flow) ?? null;
    return { ...guess, skuFrom, joins: joinsOf(guess, skuFrom, tables) };
  });
  return database ? all : withoutChains(all);
}

/** By which column a table refers to rows of another when that is not the one that is their code. */
function referenceTo(
  target: Chosen,
  key: string,
  from: FoundTable,
  column: string | undefined,
): { from: string; to: string; link: Link } | null {
  const own = fieldOf(target.castings, key);
  const refers = column === undefined ? undefined : columnOf(from, column);
  if (own === undefined || refers === undefined || column === undefined) return null;
  if (refers.values.size > 0 && shareWithin(refers, own) > 0.5) return null;
  const link = linkBetween({ ...from, profiles: [refers] }, target.table);
  const [to] = link?.to ?? [];
  return link === null ||
    to === undefined ||
    link.to.length !== 1 ||
    link.from[0] !== column ||
    to === own.name
    ? null
    : { from: column, to, link };
}

function recast({ castings, table }: Chosen, field: string, name: string): Casting[] {
  const column = columnOf(table, name);
  return castings
    .filter((each) => each.column.name !== name || each.role.field === field)
    .map((each) => (each.role.field === field && column !== undefined ? { ...each, column } : each));
}

function joinsOf(guess: Chosen, skuFrom: PlannedFlow['skuFrom'], tables: readonly FoundTable[]): Join[] {
  const { flow, table, castings, lines } = guess;
  const joins: Join[] = skuFrom === null ? [] : [skuFrom.join];
  if (lines !== null && lines.as !== null) {
    const key = fieldOf(castings, 'number')?.name;
    const link = linkOfLines(lines.table, table, key);
    const [from, to] = [link?.from[0], link?.to[0]];
    if (link !== null && from !== undefined && to !== undefined)
      joins.push({
        as: lines.as,
        table: lines.table,
        on: [{ this: to, is: from }],
        many: true,
        evidence: link.evidence,
      });
  }
  const family = flow === 'items' ? fieldOf(castings, 'family') : undefined;
  if (family !== undefined && family.named) {
    const group = groupOf(table, family.name, tables);
    if (group !== null) joins.push(group);
  }
  return joins;
}

/** A name for what is laid in that no column has. */
function nameFor(name: string, { profiles }: FoundTable): string {
  return profiles.some((column) => column.name === name) ? `${name}Rows` : name;
}

/** Of files, nothing is laid into what is laid into others, all refer to it by the same columns, and a group can be done without. */
function withoutChains(planned: readonly PlannedFlow[]): PlannedFlow[] {
  const by = new Map<FoundTable, string>();
  const laidIn = new Map<FoundTable, Map<FoundTable, string>>();
  const columnsOf = ({ on }: Join) => on.map(({ is }) => is).join('\0');
  for (const { joins } of planned.toSorted((a, b) => Number(b.lines !== null) - Number(a.lines !== null)))
    for (const join of joins) if (!by.has(join.table)) by.set(join.table, columnsOf(join));
  return planned.flatMap((flow) => {
    const into = laidIn.get(flow.table) ?? new Map<FoundTable, string>();
    laidIn.set(flow.table, into);
    const joins = (by.has(flow.table) ? [] : flow.joins).filter(
      (join) => by.get(join.table) === columnsOf(join) && (into.get(join.table) ?? join.as) === join.as,
    );
    for (const { table, as } of joins) into.set(table, as);
    const hasLines =
      flow.lines === null || flow.lines.as === null || joins.some(({ as }) => as === flow.lines?.as);
    return hasLines ? [{ ...flow, joins }] : [];
  });
}

/** The row of a group, whose name is worth having: of several tables that may have it, the one that is surest. */
function groupOf(table: FoundTable, column: string, tables: readonly FoundTable[]): Join | null {
  const refers = columnOf(table, column);
  if (refers === undefined) return null;
  const found = tables
    .filter((other) => other !== table && other.concepts.includes('group') && other.key.length === 1)
    .flatMap((other) => {
      const link = linkBetween({ ...table, profiles: [refers] }, other);
      const is = other.key[0] ?? '';
      return link !== null && link.from[0] === column && link.to[0] === is ? [{ other, link, is }] : [];
    })
    .toSorted((a, b) => b.link.score - a.link.score)[0];
  if (found === undefined) return null;
  return {
    ...{ as: nameFor('group', table), table: found.other, on: [{ this: column, is: found.is }], many: false },
    evidence: found.link.evidence,
  };
}
