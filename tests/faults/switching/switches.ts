import { setTimeout } from 'node:timers/promises';
import { type Mode, type ScopeKind, modes } from '../../../apps/erp-adapter/src/plan/plan.ts';
import { until } from '../../../libs/testing/src/until.ts';
import { sql } from '../../system/sql.ts';
import { ask } from '../../system/staff.ts';
import type { System } from '../../system/system.ts';
import type { Random } from '../random.ts';
import type { SwitchedFlow } from './publications.ts';

const answeredMs = 120_000;
const mostBetweenMs = 2_000;
/** How often a process of the adapter is killed after a switch, and how often the other one with it. */
const kills = 0.12;
const killsBoth = 0.3;

interface Part {
  flow: SwitchedFlow;
  scope: ScopeKind;
  code: string;
}

/** What a person does to a part of the plan. */
interface Switch extends Part {
  does: 'set' | 'pause' | 'resume' | 'remove';
  mode: Mode;
  /** Whether runs of the flow are asked for afterwards. */
  runs: boolean;
}

/** What was done to the plan. */
export interface Switched {
  /** Changes of the plan. */
  switches: number;
  kills: string[];
}

/**
 * Switches parts of flows between all modes, has some run, and kills processes of the adapter meanwhile, until the plan has
 * been changed so often. Whoever is not answered asks again.
 * @param source that all of it is of
 */
export async function switchAtRandom(
  system: System,
  random: Random,
  { source, count }: { source: string; count: number },
): Promise<Switched> {
  const parts = await partsOf(system);
  const killed: string[] = [];
  let switches = 0;
  for (; switches < count; switches = await changesOf(system)) {
    const { does, mode, runs, ...part } = draw(random, parts);
    const schedule = mode === 'batch' ? '* * * * *' : null;
    if (does === 'set') await answered(system, '/plan', { ...part, source, mode, schedule }, 'PUT');
    else if (does === 'remove') await remove(system, part);
    else await answered(system, `/plan/${does}`, part);
    if (runs) await answered(system, '/plan/run', { flow: part.flow });
    if (random.next() < kills) killed.push(...kill(system, random));
    await setTimeout(random.upTo(mostBetweenMs));
  }
  return { switches, kills: killed };
}

/** Takes every entry out of the plan: all is published at once again. */
export async function leaveToSources(system: System): Promise<void> {
  const { entries } = await until(
    () => ask<{ entries: Part[] }>(system, ['erp-adapter', 'integrator'], '/plan'),
    { timeoutMs: answeredMs },
  );
  for (const { flow, scope, code } of entries) await remove(system, { flow, scope, code });
}

function draw(random: Random, parts: readonly Part[]): Switch {
  return {
    ...random.pick(parts),
    does: random.pick(['set', 'set', 'set', 'pause', 'resume', 'remove'] as const),
    mode: random.pick(modes),
    runs: random.next() < 0.5,
  };
}

/** Flows as a whole, two places, and the two families that have most of the stock. */
async function partsOf(system: System): Promise<Part[]> {
  const families = await sql<{ code: string }>(
    system,
    'erp-adapter',
    `select family as code from item_families group by family order by count(*) desc, family limit 2`,
  );
  const whole = { scope: 'everything', code: '' } as const;
  return [
    { flow: 'stock', ...whole },
    { flow: 'prices', ...whole },
    ...['B1', 'L1'].map((code): Part => ({ flow: 'stock', scope: 'location', code })),
    ...families.flatMap(({ code }): Part[] => [
      { flow: 'stock', scope: 'family', code },
      { flow: 'prices', scope: 'family', code },
    ]),
  ];
}

/** How often the plan was changed. */
async function changesOf(system: System): Promise<number> {
  const [row] = await sql<{ changes: number }>(
    system,
    'erp-adapter',
    'select count(*)::integer as changes from plan_changes',
  );
  return row?.changes ?? 0;
}

/** @returns the names of those that were killed, which the supervisor starts again */
function kill(system: System, random: Random): string[] {
  const names = random.shuffled(system.processes('erp-adapter'));
  const victims = random.next() < killsBoth ? names : names.slice(0, 1);
  for (const name of victims) system.kill(name, 'SIGKILL');
  return victims;
}

function remove(system: System, { flow, scope, code }: Part): Promise<boolean> {
  return answered(system, `/plan?${new URLSearchParams({ flow, scope, code })}`, undefined, 'DELETE');
}

/** Asks until there is an answer. What cannot be done, since there is no such entry or it stands so, is left. */
function answered(system: System, path: string, body?: object, method?: string): Promise<boolean> {
  return until(
    () =>
      ask(system, ['erp-adapter', 'integrator'], path, body, method).then(
        () => true,
        (error: unknown) => {
          if (/: (404|409) /.test(String(error))) return true;
          throw error;
        },
      ),
    { timeoutMs: answeredMs, everyMs: 100 },
  );
}
