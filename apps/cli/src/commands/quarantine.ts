import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { ageOf, timeOf } from '../words.ts';

/** What one mend helps, as `GET /quarantine/groups` has it. */
export interface HeldGroup {
  group: string;
  source: string;
  flow: string;
  field: string;
  kind: string;
  reason: string;
  severity: string;
  records: number;
  published: number;
  ignored: number;
  since: string;
  examples: readonly string[];
  assignees: readonly string[];
  unassigned: number;
}

/** A record that breaks a rule, as `GET /quarantine` has it. */
export interface QuarantineEntry {
  id: string;
  source: string;
  flow: string;
  key: string;
  field: string;
  column: string | null;
  reason: string;
  severity: string;
  firstSeen: string;
  assignee: string | null;
  ignored: boolean;
}

export interface QuarantineQuery {
  source?: string | undefined;
  flow?: string | undefined;
  /** A part of the reason. */
  cause?: string | undefined;
  group?: string | undefined;
  /** Who looks after them. */
  assignee?: string | undefined;
  after?: string | undefined;
  limit?: string | undefined;
}

/** Why records are held back, each cause with what one mend helps. */
export async function heldGroups(
  installation: Installation,
  query: Pick<QuarantineQuery, 'source' | 'flow' | 'limit'>,
  now: Date,
): Promise<Output> {
  return groupsOutput(await installation.read('erp-adapter', '/quarantine/groups', query), now);
}

/** Records that are held back, one line for each rule that one breaks. */
export async function heldEntries(
  installation: Installation,
  query: QuarantineQuery,
  now: Date,
): Promise<Output> {
  return entriesOutput(await installation.read('erp-adapter', '/quarantine', { ...query }), now);
}

export function groupsOutput(answer: { groups: readonly HeldGroup[] }, now: Date): Output {
  const rows = answer.groups.map((group) => [
    ...[`${group.source} ${group.flow}`, group.severity, group.kind, group.records, group.published],
    ...[ageOf(group.since, now), group.field, group.reason, whoOf(group), group.examples[0], group.group],
  ]);
  const head = ['flow', 'severity', 'mended in', 'records', 'still on sale', 'for', 'field', 'reason', 'who'];
  return {
    json: answer,
    lines: rows.length === 0 ? ['Nothing is held back.'] : table([...head, 'example', 'group'], rows),
    status: answer.groups.some(({ severity, records, ignored }) => severity === 'held' && records > ignored)
      ? 1
      : 0,
  };
}

function whoOf({ assignees, unassigned, ignored }: HeldGroup): string {
  const who = [
    ...assignees,
    ...(unassigned > 0 && assignees.length > 0 ? [`${unassigned} nobody`] : []),
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
  ];
  return who.join(', ') || '-';
}

export function entriesOutput(
  answer: { entries: readonly QuarantineEntry[]; next: string | null },
  now: Date,
): Output {
  const rows = answer.entries.map(({ source, flow, key, field, severity, firstSeen, reason, ...entry }) => [
    ...[`${source} ${flow}`, entry.ignored ? 'ignored' : severity, key, ageOf(firstSeen, now), field],
    ...[entry.column ?? '-', reason, entry.assignee ?? '-', entry.id],
  ]);
  const head = ['flow', 'severity', 'key', 'for', 'field', 'column', 'reason', 'who', 'id'];
  return {
    json: answer,
    lines: [
      ...(rows.length === 0 ? ['Nothing is held back for that.'] : table(head, rows)),
      ...(answer.next === null ? [] : ['', `More: --after ${answer.next}`]),
    ],
    status: answer.entries.some(({ severity, ignored }) => severity === 'held' && !ignored) ? 1 : 0,
  };
}

/** A record that is held, as `GET /quarantine/records/{id}` has it. */
export interface HeldRecord {
  id: string;
  source: string;
  flow: string;
  key: string;
  sourceKey: string;
  entries: readonly (QuarantineEntry & { raw: object })[];
  rows: readonly { reader: string; sourceKey: string; asOf: string; values: object }[];
  mapping: string;
  published: { version: number; changedAt: string } | null;
  assignee: string | null;
  note: string | null;
  ignoredBecause: string | null;
  repairs: readonly Repair[];
  history: readonly { at: string; actor: string; action: string; details: object }[];
}

/** One record that is held, with its row and what people did about it. */
export async function showHeld(installation: Installation, id: string): Promise<Output> {
  return recordOutput(
    await installation.read('erp-adapter', `/quarantine/records/${encodeURIComponent(id)}`),
  );
}

export function recordOutput(answer: HeldRecord): Output {
  const { source, flow, key, sourceKey, entries, rows, mapping, published, repairs, history } = answer;
  const faulty = new Set(entries.flatMap(({ column }) => column ?? []));
  const shown =
    rows.length > 0 ? rows : entries.slice(0, 1).map(({ raw }) => ({ reader: flow, values: raw }));
  return {
    json: answer,
    lines: [
      `${key} (${source} ${flow}), in the back office ${sourceKey.replaceAll('\u001F', ' ')}, by ${mapping}`,
      published === null
        ? 'Nothing was published of it.'
        : `On sale meanwhile: version ${published.version} of ${timeOf(published.changedAt)}`,
      ...entries.map(({ severity, field, reason }) => `${severity}: ${field} ${reason}`),
      ...shown.flatMap(({ reader, values }) => [
        '',
        `${reader}:`,
        ...Object.entries(values).map(
          ([name, value]) => `${faulty.has(name) ? '!' : ' '} ${name} = ${JSON.stringify(value)}`,
        ),
      ]),
      ...(repairs.length === 0 ? [] : ['', ...repairs.map(repairLine)]),
      '',
      `Looked after by ${answer.assignee ?? 'nobody'}`,
      ...(answer.note === null ? [] : [`Note: ${answer.note}`]),
      ...(answer.ignoredBecause === null ? [] : [`Ignored: ${answer.ignoredBecause}`]),
      ...history.map(({ at, actor, action, details }) => {
        return `${timeOf(at)} ${actor} ${action} ${JSON.stringify(details)}`;
      }),
    ],
    status: answer.ignoredBecause === null ? 1 : 0,
  };
}

/** A value laid over what a source says, as `GET /quarantine/repairs` has it. */
export interface Repair {
  id: number;
  source: string;
  reader: string;
  sourceKey: string;
  path: readonly string[];
  replaced: string | null;
  value: string | null;
  reason: string;
  author: string;
  madeAt: string;
  endedAt: string | null;
  endedBecause: string | null;
}

function repairLine({ id, path, replaced, value, reason, author, madeAt, ...repair }: Repair): string {
  const what = `${path.join(' / ')} ${JSON.stringify(replaced)} → ${JSON.stringify(value)}`;
  const ended = repair.endedAt === null ? '' : `, ended: ${repair.endedBecause} ${timeOf(repair.endedAt)}`;
  return `Repair ${id}: ${what}, by ${author} ${timeOf(madeAt)} (${reason})${ended}`;
}

export async function listRepairs(
  installation: Installation,
  query: { source?: string | undefined; state?: string | undefined; after?: string | undefined },
): Promise<Output> {
  return repairsOutput(await installation.read('erp-adapter', '/quarantine/repairs', { ...query }));
}

export function repairsOutput(answer: { repairs: readonly Repair[]; next: number | null }): Output {
  const rows = answer.repairs.map((repair) => [
    ...[repair.id, `${repair.source} ${repair.reader}`, repair.sourceKey.replaceAll('\u001F', ' ')],
    ...[repair.path.join(' / '), repair.replaced ?? '-', repair.value ?? '-', repair.author, repair.reason],
    repair.endedBecause ?? 'counts',
  ]);
  const head = ['id', 'reader', 'row', 'column', 'replaces', 'by', 'author', 'reason', 'state'];
  return {
    json: answer,
    lines: [
      ...(rows.length === 0 ? ['There are none.'] : table(head, rows)),
      ...(answer.next === null ? [] : ['', `More: --after ${answer.next}`]),
    ],
    status: answer.repairs.some(({ endedAt }) => endedAt !== null) ? 1 : 0,
  };
}

/** What would come of a repair, as `POST /quarantine/records/{id}/repairs/preview` has it. */
export interface RepairPreview {
  seen: string;
  path: readonly string[];
  replaced: string | null;
  value: string | null;
  records: readonly {
    flow: string;
    key: string;
    change: string;
    issues: readonly { field: string; reason: string; severity: string }[];
    record: object | null;
  }[];
}

export interface RepairWanted {
  column: string;
  value: string | null;
  /** That of the preview; without it, it is only shown what would come of it. */
  seen?: string | undefined;
  reason?: string | undefined;
}

/** What would come of another value; with `seen` it is laid over the row. */
export async function repairHeld(
  installation: Installation,
  id: string,
  { seen, reason, ...wanted }: RepairWanted,
): Promise<Output> {
  const path = `/quarantine/records/${encodeURIComponent(id)}/repairs`;
  if (seen === undefined) {
    const preview = await installation.command<RepairPreview>('erp-adapter', `${path}/preview`, wanted);
    return previewOutput(preview, id);
  }
  const made = await installation.command<Repair>('erp-adapter', path, { ...wanted, reason, seen });
  return { json: made, lines: [repairLine(made)], status: 0 };
}

export function previewOutput(answer: RepairPreview, id: string): Output {
  const { path, replaced, value, records, seen } = answer;
  const column = path.join(' / ');
  const told = value === null ? '--nothing' : `--value ${quoted(value)}`;
  const helps = records.some(({ record, change }) => record !== null && change !== 'none');
  return {
    json: answer,
    lines: [
      `${column}: ${JSON.stringify(replaced)} → ${JSON.stringify(value)}`,
      ...records.flatMap(({ flow, key, change, issues, record }) => [
        `${flow} ${key}: ${record === null && change === 'none' ? 'held' : change}`,
        ...issues.map(({ severity, field, reason }) => `  ${severity}: ${field} ${reason}`),
        ...(record === null ? [] : [`  ${JSON.stringify(record)}`]),
      ]),
      '',
      `throughline quarantine repair ${id} --column ${quoted(column)} ${told} --seen ${seen} --reason WHY`,
    ],
    status: helps ? 0 : 1,
  };
}

function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Takes a repair away, or takes note that it has ended. */
export async function removeRepair(installation: Installation, id: string, reason: string): Promise<Output> {
  const path = `/quarantine/repairs/${encodeURIComponent(id)}`;
  await installation.remove('erp-adapter', path, { reason });
  return { json: { id }, lines: [`Repair ${id} is taken away.`], status: 0 };
}

/** Which records are meant: all of a group, or some by their ids. */
export interface MeantRecords {
  group?: string | undefined;
  records?: readonly string[] | undefined;
}

/** Has records read again. */
export async function retryHeld(
  installation: Installation,
  of: {
    group?: string | undefined;
    key?: string | undefined;
    source?: string | undefined;
    flow?: string | undefined;
  },
): Promise<Output> {
  const { key, ...rest } = of;
  const body = { ...rest, ...(key !== undefined && { keys: [key] }) };
  const answer = await installation.command<{ records: number }>('erp-adapter', '/quarantine/retry', body);
  return { json: answer, lines: [`${recordsText(answer.records)} read again.`], status: 0 };
}

/** Says what is to become of records. @param path of the route, such as `notes` */
export async function handleHeld(
  installation: Installation,
  path: 'assignments' | 'notes' | 'ignored',
  meant: MeantRecords,
  said: object,
): Promise<Output> {
  const body = { ...meant, ...said };
  const answer = await installation.command<{ records: number }>('erp-adapter', `/quarantine/${path}`, body);
  return { json: answer, lines: [`${recordsText(answer.records)} changed.`], status: 0 };
}

function recordsText(records: number): string {
  return records === 1 ? '1 record is' : `${records} records are`;
}
