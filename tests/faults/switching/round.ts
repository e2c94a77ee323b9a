import { converge, type Violation } from '../converge.ts';
import type { Installation } from '../installation.ts';
import { Random } from '../random.ts';
import type { Round } from '../rounds.ts';
import { Counting } from './changes.ts';
import { publishedWrongly, watchPublications } from './publications.ts';
import { leaveToSources, switchAtRandom } from './switches.ts';

/** As many as are waiting for an answer at most. */
const shoppers = 60;

export interface SwitchingLoad {
  switches: number;
  ordersPerSecond: number;
  changesPerSecond: number;
  patienceMs: number;
}

/** The rule that a mode publishes nothing once it is switched off, and each record is published once and in turn. */
export const switchingRule = 'what is published is published by the plan as it stood then, once and in turn';

/**
 * One round: people order and the back office's shelves are counted, so many times a second, while flows are switched
 * between the modes and processes of the adapter are killed. Then every flow is left to the source, and everything holds.
 */
export async function runSwitches(
  installation: Installation,
  seed: number,
  { switches, ordersPerSecond, changesPerSecond, patienceMs }: SwitchingLoad,
): Promise<Round> {
  const { system, driver, clerk, books, sources, say } = installation;
  await watchPublications(system);
  const counting = new Counting(system, new Random(seed + 3), books.skus);
  const begun = Date.now();
  driver.start(shoppers, ordersPerSecond);
  clerk.start();
  counting.start(changesPerSecond);
  const done = await switchAtRandom(system, new Random(seed), { source: sources.head.name, count: switches });
  const seconds = (Date.now() - begun) / 1_000;
  await leaveToSources(system);
  await Promise.all([driver.stop(), clerk.stop(), counting.stop()]);
  const asked = driver.taken.length + [...driver.refused.values()].reduce((sum, count) => sum + count, 0);
  const what = [
    `${done.switches} changes of the plan in ${Math.round(seconds)} s`,
    `SIGKILL ${done.kills.length} times`,
    `${(asked / seconds).toFixed(1)} orders and ${(counting.counted / seconds).toFixed(1)} counts a second`,
  ].join(', ');
  say(`  ${what}`);
  const lifted = Date.now();
  const violations: Violation[] = [];
  const { at, violation } = await converge(installation, new Random(seed), patienceMs);
  if (violation) violations.push(violation);
  const wrong = await publishedWrongly(system);
  if (wrong.length > 0) violations.push({ check: switchingRule, found: wrong.slice(0, 5) });
  const recovery = Math.round((at - lifted) / 100) / 10;
  say(violations.length > 0 ? `  ${JSON.stringify(violations)}` : `  all holds after ${recovery} s`);
  return { round: 1, faults: [{ name: 'switches', what }], recovery, violations };
}
