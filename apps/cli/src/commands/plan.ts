import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { type Instant, timeOf } from '../words.ts';

interface Settings {
  source: string;
  mode: string;
  schedule: string | null;
  owner: string | null;
  note: string | null;
  /** Of an entry that pauses: the mode in which it goes on. */
  resumes: string | null;
}

/** An entry of the plan, as `GET /plan` has it. */
export interface PlanEntry extends Settings {
  flow: string;
  scope: string;
  code: string;
  nextRunAt: Instant;
  ranAt: Instant;
}

/** A change of the plan, as `GET /plan/history` has it. */
export interface PlanChange {
  id: number;
  at: string;
  author: string;
  flow: string;
  scope: string;
  code: string;
  before: Settings | null;
  after: Settings | null;
  note: string | null;
}

/** What a run would publish, as `POST /plan/preview` has it. */
export interface RunPreview {
  source: string;
  added: number;
  changed: number;
  withdrawn: number;
  examples: readonly { key: string; change: string }[];
}

/** Runs that were asked for, as `POST /plan/run` has them. */
export interface PlanRuns {
  runs: readonly { scope: string; code: string; reconciliation: { id: string; source: string } }[];
  /** Orders that were let go, of a run of orders out. */
  orders?: number;
}

const scopes = ['family', 'location', 'account-group'] as const;

export type PlanOptions = Readonly<
  Record<
    (typeof scopes)[number] | 'source' | 'mode' | 'schedule' | 'owner' | 'note' | 'after',
    string | undefined
  >
>;

/** Shows the plan, or changes it, or has a part of it run. */
export async function plan(
  installation: Installation,
  verb: string,
  flow: string | undefined,
  options: PlanOptions,
): Promise<Output> {
  switch (verb) {
    case 'show':
      return planOutput(await installation.read('erp-adapter', '/plan'));
    case 'history':
      return historyOutput(
        await installation.read('erp-adapter', '/plan/history', { before: options.after }),
      );
    case 'set':
      return entryOutput(
        await installation.put('erp-adapter', '/plan', {
          ...partOf(flow, options),
          source: need(options.source, '--source'),
          mode: need(options.mode, '--mode'),
          ...given({ schedule: options.schedule, owner: options.owner, note: options.note }),
        }),
      );
    case 'pause':
    case 'resume':
      return entryOutput(
        await installation.command('erp-adapter', `/plan/${verb}`, {
          ...partOf(flow, options),
          ...given({ note: options.note }),
        }),
      );
    case 'remove': {
      const part = partOf(flow, options);
      await installation.remove('erp-adapter', '/plan', { ...part, ...given({ note: options.note }) });
      return { json: part, lines: [`${partText(part)} goes by what else the plan says.`] };
    }
    case 'preview':
      return previewOutput(await installation.command('erp-adapter', '/plan/preview', partOf(flow, options)));
    case 'run-now': {
      const { code, ...part } = partOf(flow, options);
      const body = code === '' ? { flow: part.flow } : { ...part, code };
      return runsOutput(await installation.command('erp-adapter', '/plan/run', body));
    }
    default:
      throw new Failure(
        `There is no plan ${verb}; there are show, set, history, preview, run-now, pause, resume and remove`,
      );
  }
}

/** The part of a flow that options name, as routes take it. @throws Failure when they name more than one */
export function partOf(
  flow: string | undefined,
  options: Pick<PlanOptions, (typeof scopes)[number]>,
): { flow: string; scope: string; code: string } {
  const named = scopes.filter((scope) => options[scope] !== undefined);
  if (named.length > 1) throw new Failure(`It is one of ${named.map((name) => `--${name}`).join(' and ')}`);
  const [scope = 'everything'] = named;
  const code = scope === 'everything' ? '' : (options[scope] ?? '');
  return { flow: need(flow, 'FLOW'), scope, code };
}

export function planOutput(answer: { entries: readonly PlanEntry[] }): Output {
  const rows = answer.entries.map((entry) => [
    ...[partText(entry), entry.source, modeText(entry), entry.schedule, timeOf(entry.nextRunAt)],
    ...[timeOf(entry.ranAt), entry.owner, entry.note],
  ]);
  const head = ['flow', 'source', 'mode', 'schedule', 'next run', 'as of', 'owner', 'why'];
  return {
    json: answer,
    lines:
      rows.length === 0 ? ['There is no plan: every source says at once what it has.'] : table(head, rows),
  };
}

function entryOutput(entry: PlanEntry): Output {
  return { ...planOutput({ entries: [entry] }), json: entry };
}

export function historyOutput(answer: { changes: readonly PlanChange[]; next: number | null }): Output {
  const rows = answer.changes.map((change) => [
    ...[timeOf(change.at), change.author, partText(change), settingsText(change.before)],
    ...[settingsText(change.after), change.note],
  ]);
  return {
    json: answer,
    lines: [
      ...(rows.length === 0
        ? ['The plan was never changed.']
        : table(['at', 'who', 'flow', 'before', 'after', 'why'], rows)),
      ...(answer.next === null ? [] : ['', `More: --after ${answer.next}`]),
    ],
  };
}

export function previewOutput(preview: RunPreview): Output {
  const { source, added, changed, withdrawn, examples } = preview;
  return {
    json: preview,
    lines: [
      `Of ${source}, a run would add ${added}, change ${changed} and withdraw ${withdrawn}.`,
      ...examples.map(({ key, change }) => `  ${change}  ${key}`),
    ],
  };
}

function runsOutput(answer: PlanRuns): Output {
  return {
    json: answer,
    lines: [
      ...answer.runs.map(({ scope, code, reconciliation: { id, source } }) => {
        const part = scope === 'everything' ? scope : `${scope} ${code}`;
        return `${source}, ${part}: run ${id}`;
      }),
      ...(answer.runs.length === 0 ? [`${answer.orders ?? 0} orders go now`] : []),
    ],
  };
}

function partText({ flow, scope, code }: { flow: string; scope: string; code: string }): string {
  return scope === 'everything' ? flow : `${flow} ${scope} ${code}`;
}

function modeText({ mode, resumes }: Settings): string {
  return resumes === null ? mode : `pauses (${resumes})`;
}

function settingsText(settings: Settings | null): string {
  if (settings === null) return '-';
  return [settings.source, modeText(settings), settings.schedule].filter((text) => text !== null).join(' ');
}

function given(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function need(value: string | undefined, name: string): string {
  if (value === undefined) throw new Failure(`${name} is missing`);
  return value;
}
