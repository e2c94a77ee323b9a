import type { Flow } from '@throughline/connector';
import { DocumentError, type DocumentFault } from '@throughline/mapping';
import { type CheckedSource, checkSource } from '@throughline/source-documents';
import type { FoundTable } from '../tables/found-table.ts';
import { areUnique } from '../tables/unique-columns.ts';
import { codeReading, counted, percent, rowsText } from './column-steps.ts';
import { draftInvoices, draftOrders } from './documents.ts';
import { MappingDraft } from './mapping-draft.ts';
import {
  draftCustomers,
  draftItems,
  draftLocations,
  draftPrices,
  draftStock,
  draftTaxes,
} from './master-data.ts';
import { type FlowPlan, type PlannedFlow, planFlows } from './plan-flows.ts';
import {
  type ReaderDraft,
  type ReaderKey,
  fileReader,
  foundKey,
  neededColumns,
  readerName,
  tableReader,
} from './reader-drafts.ts';
import { type Trial, tryOut } from './try-out.ts';
import { type Entry, type Inline, yamlLines } from './yaml-text.ts';

/** Where the source is, as its document has it; secrets by reference. */
export type Address =
  | { readonly transport: 'files'; readonly at: { readonly [setting: string]: Inline } }
  | { readonly transport: 'sql'; readonly at: { readonly [setting: string]: Inline } };

/** What a person says of a source, or what is taken in its place. */
export interface Answers {
  readonly source: string;
  readonly address: Address;
  /** IANA name; said by a person, or that of this machine. */
  readonly zone: { readonly name: string; readonly guessed: boolean };
  /** ISO 4217; null when nobody has said. */
  readonly currency: string | null;
  readonly taxIncluded: boolean | null;
  readonly basis: 'physical' | 'net' | null;
  /** BCP 47. */
  readonly language: { readonly tag: string; readonly guessed: boolean };
}

export interface DraftedFlow {
  readonly flow: Flow;
  readonly table: string;
  /** 0 to 1. */
  readonly score: number;
  readonly trial: Trial | null;
}

/** A first document of a source. */
export interface SourceDraft {
  /** YAML: the source, its mappings behind it. */
  readonly text: string;
  readonly flows: readonly DraftedFlow[];
  readonly others: FlowPlan['others'];
  /** Places marked TODO: what a person must say. */
  readonly asked: readonly { readonly line: number; readonly question: string }[];
  /** What a check says of it; each at a place that is marked. */
  readonly faults: readonly DocumentFault[];
}

/** Drafts the document of a source from what was found in it. Opens nothing, and changes nothing. */
export function draftSource(tables: readonly FoundTable[], answers: Answers): SourceDraft {
  const plan = planFlows(tables.map(usable), answers.address.transport === 'sql');
  const readers = readersOf(plan);
  const mappings = plan.flows.map((flow) => mappingOf(flow, readers, answers));
  const written = (trials: readonly Trial[], currency: string | null) =>
    documentText(plan, readers, mappings, trials, { ...answers, currency });
  // What only a person can say is filled with something for the trial, and nowhere else.
  const trials = trialsOf(written([], answers.currency ?? 'EUR'), [...readers.values()]);
  const text = written(trials, answers.currency);
  return {
    text,
    flows: plan.flows.map(({ flow, table, score }) => ({
      ...{ flow, table: table.name, score },
      trial: trials.find(({ mapping }) => mapping === `${flow}@1`) ?? null,
    })),
    others: plan.others,
    asked: questionsIn(text.split('\n')),
    faults: faultsOf(text),
  };
}

/** What is marked, by the line that it is about; a long question stands over several lines above it. */
function questionsIn(lines: readonly string[]): SourceDraft['asked'] {
  const isRemark = (line: string | undefined) => /^\s*#/.test(line ?? '');
  return lines.flatMap((line, index) => {
    const begun = /# TODO: (.*)$/.exec(line)?.[1];
    if (begun === undefined) return [];
    let end = index;
    const question = [begun];
    if (isRemark(line))
      for (end = index + 1; isRemark(lines[end]); end += 1)
        question.push((lines[end] ?? '').replace(/^\s*# /, ''));
    return [{ line: end + 1, question: question.join(' ') }];
  });
}

/** Names of columns that a path takes for something else are left alone. */
function usable(table: FoundTable): FoundTable {
  const kept = table.profiles.filter(({ name }) => !['', '.', '..', '*', '__proto__'].includes(name.trim()));
  return {
    ...table,
    profiles: kept,
    key: table.key.every((name) => kept.some((column) => column.name === name)) ? table.key : [],
  };
}

function readersOf({ flows }: FlowPlan): Map<FoundTable, ReaderDraft> {
  const readers = new Map<FoundTable, ReaderDraft>();
  const taken = new Set<string>();
  const add = (table: FoundTable): ReaderDraft => {
    const known = readers.get(table);
    if (known !== undefined) return known;
    const name = readerName(table, taken);
    taken.add(name);
    const made = { name, table, joins: [], used: new Set<string>(), key: foundKey(table) };
    readers.set(table, made);
    return made;
  };
  for (const { table, joins } of flows) {
    const reader = add(table);
    for (const join of joins) if (!reader.joins.some(({ as }) => as === join.as)) reader.joins.push(join);
  }
  for (const reader of readers.values()) reader.key = naturalKey(reader, flows) ?? reader.key;
  // Of files, what is laid in is a reader of its own; a database joins it.
  for (const { joins } of flows) for (const { table } of joins) if (table.place.kind === 'file') add(table);
  return readers;
}

/** Columns that tell records of a flow apart, whatever a few rows show; what is blank somewhere is no part of a key. */
const naturalKeys: Partial<Record<Flow, readonly string[]>> = {
  stock: ['sku', 'location'],
  prices: ['sku', 'list', 'account', 'currency', 'unit', 'minQuantity', 'validFrom'],
  taxes: ['country', 'category', 'validFrom'],
};

/** The key by what a row is, where none is declared and the rows that were seen are few of many; null where there is no better. */
function naturalKey({ table, key }: ReaderDraft, flows: readonly PlannedFlow[]): ReaderKey | null {
  const fed = flows.filter((each) => each.table === table);
  const [only] = fed;
  const fields = only === undefined ? undefined : naturalKeys[only.flow];
  if (
    fed.length !== 1 ||
    only === undefined ||
    fields === undefined ||
    table.keyDeclared ||
    table.unnamed === true
  )
    return null;
  const columns = fields.flatMap((field) => {
    const column = only.castings.find(({ role }) => role.field === field)?.column;
    return column !== undefined && column.filled === column.rows ? [column.name] : [];
  });
  const within = key.columns.every((name) => columns.includes(name));
  const isWider = columns.length > key.columns.length || !within;
  if (
    !isWider ||
    columns[0] === undefined ||
    !areUnique(
      columnsOf(table, columns),
      table.sample.map(({ values }) => values),
    )
  )
    return null;
  return { columns, evidence: `what tells one of ${only.flow} from another` };
}

const columnsOf = (table: FoundTable, names: readonly string[]) =>
  table.profiles.filter(({ name }) => names.includes(name));

interface MappingText {
  readonly flow: PlannedFlow;
  readonly draft: MappingDraft;
  readonly reader: ReaderDraft;
}

function mappingOf(
  flow: PlannedFlow,
  readers: ReadonlyMap<FoundTable, ReaderDraft>,
  answers: Answers,
): MappingText {
  const reader = readers.get(flow.table) as ReaderDraft;
  const draft = new MappingDraft(flow.flow, flow.table, flow.castings, {
    currency: answers.currency,
    language: answers.language.tag,
    database: answers.address.transport === 'sql',
  });
  draft.joins.push(...flow.joins);
  const sku = (of: MappingDraft) => {
    const { skuFrom } = flow;
    const column = skuFrom?.join.table.profiles.find(({ name }) => name === skuFrom.column);
    if (skuFrom === null || column === undefined) of.from('sku', codeReading);
    else {
      const made = codeReading(column, [skuFrom.join.as]);
      of.set('sku', made.value, `of ${skuFrom.join.table.name}, by ${skuFrom.join.evidence}`);
    }
  };
  const drafters: Readonly<Record<Flow, () => void>> = {
    locations: () => draftLocations(draft),
    taxes: () => draftTaxes(draft),
    items: () => draftItems(draft),
    prices: () => draftPrices(draft, sku),
    stock: () => draftStock(draft, sku, 'MAIN'),
    customers: () => draftCustomers(draft),
    orders: () => flow.lines !== null && draftOrders(draft, flow.lines),
    invoices: () => flow.lines !== null && draftInvoices(draft, flow.lines),
  };
  drafters[flow.flow]();
  for (const name of draft.used) reader.used.add(name);
  for (const name of neededColumns(reader)) reader.used.add(name);
  return { flow, draft, reader };
}

function documentText(
  plan: FlowPlan,
  readers: ReadonlyMap<FoundTable, ReaderDraft>,
  mappings: readonly MappingText[],
  trials: readonly Trial[],
  answers: Answers,
): string {
  const lines = [
    '# A first draft. Lines marked "guess" say what speaks for them; those marked "TODO" need a person.',
    ...plan.others
      .slice(0, 30)
      .map(({ flow, table, score, why }) =>
        remark(`not used: ${table} may be of ${flow} (${score.toFixed(2)})${why === null ? '' : `: ${why}`}`),
      ),
    ...yamlLines(sourceEntries(plan, readers, answers)),
    ...mappings.flatMap(({ flow, draft, reader }) => [
      '---',
      remark(
        `guess ${flow.score.toFixed(2)} of 1: ${flow.table.name} feeds ${flow.flow}, by its name and its columns.`,
      ),
      ...trialRemarks(trials.find(({ mapping }) => mapping === `${flow.flow}@1`)),
      ...yamlLines(mappingEntries(draft, reader.name)),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

const remark = (text: string): string => `# ${text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')}`;

function sourceEntries(
  { flows }: FlowPlan,
  readers: ReadonlyMap<FoundTable, ReaderDraft>,
  { source, address, zone, currency, taxIncluded, basis }: Answers,
): Entry[] {
  const feeds = (flow: Flow) => flows.some((each) => each.flow === flow);
  const needsCurrency = flows.some(
    ({ flow, castings }) =>
      ['prices', 'customers', 'orders', 'invoices'].includes(flow) &&
      !castings.some(({ role }) => role.field === 'currency'),
  );
  const names = new Map([...readers].map(([table, { name }]) => [table, name]));
  return [
    { key: 'source', value: source },
    { key: 'transport', value: address.transport },
    { key: 'at', value: address.at },
    {
      key: 'zone',
      value: zone.name,
      guess: zone.guessed ? 'the zone of the machine that looked' : undefined,
    },
    ...(currency !== null
      ? [{ key: 'currency', value: currency }]
      : needsCurrency
        ? [{ key: 'currency', value: 'TODO', ask: 'the currency of amounts that name none, such as EUR' }]
        : []),
    ...(feeds('prices')
      ? [
          {
            ...{ key: 'taxIncluded', value: taxIncluded ?? false },
            guess: taxIncluded === null ? 'nothing says whether prices contain tax' : undefined,
          },
        ]
      : []),
    ...(feeds('stock')
      ? [
          {
            ...{ key: 'basis', value: basis ?? 'physical' },
            guess:
              basis === null
                ? 'what lies there; net, where what is promised is taken off already'
                : undefined,
          },
        ]
      : []),
    {
      key: 'readers',
      ...(readers.size === 0
        ? { value: {} }
        : {
            below: [...readers.values()].map((reader) => ({
              key: reader.name,
              below: address.transport === 'sql' ? tableReader(reader) : fileReader(reader, names),
            })),
          }),
    },
    flows.length === 0
      ? { key: 'flows', value: {}, guess: 'nothing was found that feeds a flow' }
      : { key: 'flows', value: Object.fromEntries(flows.map(({ flow }) => [flow, `${flow}@1`])) },
  ];
}

function mappingEntries(draft: MappingDraft, reader: string): Entry[] {
  const [skip] = draft.skips;
  const tables = [...new Map(draft.tables.map((entry) => [entry.key, entry])).values()];
  return [
    { key: 'mapping', value: `${draft.flow}@1` },
    { key: 'of', value: reader },
    ...(skip === undefined ? [] : [{ key: 'skip', value: skip.value, guess: skip.guess }]),
    { key: 'record', below: draft.fields },
    ...(tables.length === 0 ? [] : [{ key: 'tables', below: tables }]),
    ...(draft.rules.length === 0 ? [] : [{ key: 'rules', value: draft.rules }]),
  ];
}

function trialRemarks(trial: Trial | undefined): string[] {
  if (trial === undefined || trial.rows === 0) return [];
  const { rows, accepted, skipped, held } = trial;
  const left = skipped === 0 ? '' : `, ${counted(skipped)} are left out`;
  const most = [...held].toSorted((a, b) => b[1] - a[1]).slice(0, 5);
  return [
    remark(`tried on ${rowsText(rows)}: ${percent(accepted / rows)} become records${left}.`),
    ...most.map(([reason, count]) => remark(`  ${counted(count)} are held: ${reason}`)),
  ];
}

/** The mappings on the rows that were seen; none where the draft is not whole. */
function trialsOf(text: string, readers: readonly ReaderDraft[]): Trial[] {
  const filled = text.replace(/\{ constant: TODO \}/g, (whole, offset: number) => {
    const field = /(\w+): $/.exec(text.slice(Math.max(0, offset - 40), offset))?.[1] ?? '';
    const stand = { country: 'DE', status: 'open' }[field];
    return stand === undefined ? whole : `{ constant: ${stand} }`;
  });
  const checked = checkedOf(filled);
  return checked === null ? [] : tryOut(checked, readers);
}

function checkedOf(text: string): CheckedSource | null {
  try {
    return checkSource(text);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return null;
  }
}

function faultsOf(text: string): readonly DocumentFault[] {
  try {
    checkSource(text);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return error.faults;
  }
}
