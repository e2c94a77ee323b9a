import {
  bindCode,
  exportBindings,
  importBindings,
  listBindings,
  listConflicts,
  suggestBindings,
} from './commands/bindings.ts';
import { acceptGuard, listGuards, refuseGuard } from './commands/guard.ts';
import {
  handleHeld,
  heldEntries,
  heldGroups,
  listRepairs,
  removeRepair,
  repairHeld,
  retryHeld,
  showHeld,
} from './commands/quarantine.ts';
import type { Installation } from './installation.ts';
import type { Output } from './output.ts';

/** Options of these commands alone. */
export const mendingOptions = {
  column: { type: 'string' },
  value: { type: 'string' },
  nothing: { type: 'boolean', default: false },
  to: { type: 'string' },
  kind: { type: 'string' },
  search: { type: 'string' },
  like: { type: 'string' },
} as const;

type Name =
  | Exclude<keyof typeof mendingOptions, 'nothing'>
  | ('source' | 'flow' | 'group' | 'cause' | 'key' | 'state' | 'seen' | 'reason' | 'note' | 'out' | 'after')
  | 'limit';

/** How a command of these was called. */
export interface Mending {
  readonly installation: Installation;
  /** Behind the command itself. */
  readonly words: readonly string[];
  readonly options: { readonly [Option in Name]?: string | undefined } & { readonly nothing: boolean };
  readonly now: Date;
  /** @throws Failure when it was not given */
  need(value: string | undefined, name: string): string;
  /** What to throw at a call that is none. */
  misused(text: string): Error;
}

/** What is held back, and what people do about it: `quarantine`, `guard` and `bindings`. */
export function mend(command: 'quarantine' | 'guard' | 'bindings', mending: Mending): Promise<Output> {
  return { quarantine, guard, bindings }[command](mending);
}

function pick<Chosen extends Name>(
  { options }: Mending,
  ...names: readonly Chosen[]
): Record<Chosen, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, options[name]])) as Record<Chosen, string | undefined>;
}

function quarantine(mending: Mending): Promise<Output> {
  const { installation, words, options, now, need } = mending;
  const [verb = options.cause === undefined ? 'groups' : 'list', id] = words;
  switch (verb) {
    case 'groups':
      return heldGroups(installation, pick(mending, 'source', 'flow', 'limit'), now);
    case 'list':
      return heldEntries(
        installation,
        { ...pick(mending, 'source', 'flow', 'group', 'cause', 'after', 'limit'), assignee: options.to },
        now,
      );
    case 'show':
      return showHeld(installation, need(id, 'ID'));
    case 'repair':
      return repairHeld(installation, need(id, 'ID'), {
        column: need(options.column, '--column'),
        value: options.nothing ? null : need(options.value, '--value'),
        seen: options.seen,
        reason: options.seen === undefined ? undefined : need(options.reason, '--reason'),
      });
    case 'repairs':
      return listRepairs(installation, pick(mending, 'source', 'state', 'after'));
    case 'unrepair':
      return removeRepair(installation, need(id, 'REPAIR'), need(options.reason, '--reason'));
    case 'retry':
      return retryHeld(installation, pick(mending, 'group', 'key', 'source', 'flow'));
    case 'assign': {
      const to = need(options.to, '--to');
      return handleHeld(installation, 'assignments', meant(mending), {
        assignee: to === 'nobody' ? null : to,
      });
    }
    case 'note':
      return handleHeld(installation, 'notes', meant(mending), { note: need(options.note, '--note') });
    case 'ignore':
      return handleHeld(installation, 'ignored', meant(mending), {
        reason: need(options.reason, '--reason'),
      });
    case 'heed':
      return handleHeld(installation, 'ignored', meant(mending), { reason: null });
    default:
      throw mending.misused(`There is no \`throughline quarantine ${verb}\``);
  }
}

/** The records of `quarantine assign ID… | --group G`. */
function meant({ words, options, misused }: Mending): { group?: string; records?: string[] } {
  const [, ...ids] = words;
  if (options.group !== undefined && ids.length === 0) return { group: options.group };
  if (options.group === undefined && ids.length > 0) return { records: ids };
  throw misused(`It is about some IDs, or about a --group`);
}

function guard(mending: Mending): Promise<Output> {
  const { installation, words, options, now, need } = mending;
  const [verb = 'list', name] = words;
  switch (verb) {
    case 'list':
      return listGuards(installation, pick(mending, 'source'), now);
    case 'accept':
      return acceptGuard(installation, need(name, 'GUARD'), need(options.seen, '--seen'));
    case 'refuse':
      return refuseGuard(installation, need(name, 'GUARD'), need(options.reason, '--reason'));
    default:
      throw mending.misused(`It is \`throughline guard list | accept | refuse\``);
  }
}

function bindings(mending: Mending): Promise<Output> {
  const { installation, words, options, now, need } = mending;
  const [verb = 'list', name, itsCode] = words;
  const rebind = (code: string | null) =>
    bindCode(installation, {
      ...{ source: need(options.source, '--source'), sourceKey: need(name, 'KEY'), code },
      reason: need(options.reason, '--reason'),
    });
  switch (verb) {
    case 'list':
      return listBindings(installation, pick(mending, 'source', 'kind', 'search', 'after', 'limit'));
    case 'conflicts':
      return listConflicts(installation, pick(mending, 'source', 'kind', 'limit'), now);
    case 'suggest':
      return suggestBindings(installation, {
        ...{ source: need(options.source, '--source'), like: need(options.like, '--like') },
        ...pick(mending, 'after', 'limit'),
      });
    case 'bind':
      return rebind(need(itsCode, 'CODE'));
    case 'unbind':
      return rebind(null);
    case 'import':
      return importBindings(installation, need(name, 'FILE.csv'), pick(mending, 'reason', 'seen'));
    case 'export':
      return exportBindings(installation, {
        ...pick(mending, 'source', 'kind', 'search'),
        out: need(options.out, '--out'),
      });
    default:
      throw mending.misused(
        `It is \`throughline bindings list | conflicts | suggest | bind | unbind | import | export\``,
      );
  }
}
