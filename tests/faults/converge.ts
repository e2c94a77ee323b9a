import type { OrderView } from '../system/shop.ts';
import { unrest } from '../system/staff.ts';
import { type Check, checks, checksFor, thorough } from './checks.ts';
import type { Installation } from './installation.ts';
import type { Random } from './random.ts';

/** Orders with nothing left to happen, as they were last seen. */
const over = new Set(['rejected', 'cancelled', 'invoiced', 'completed', 'returned']);
const askedAtOnce = 8;
const olderOnes = 100;
const mostShown = 5;

/** What was found wrong, by the sentence that it contradicts. */
export interface Violation {
  check: string;
  found: unknown[];
  /** What there is to be known of it. */
  record?: unknown;
}

/**
 * Waits until everything holds.
 * @returns the instant at which it did, and what did not hold when the time was over
 */
export async function converge(
  installation: Installation,
  random: Random,
  timeoutMs: number,
): Promise<{ at: number; violation?: Violation }> {
  const end = Date.now() + timeoutMs;
  const since = new Date();
  const views = new Map(installation.views);
  for (;;) {
    const violation = await firstViolation(installation, since, views, random);
    if (!violation) {
      const at = Date.now();
      const late = await firstOf(thorough, installation, views);
      if (!late) return { at };
      if (Date.now() > end) return { at, violation: late };
    } else if (Date.now() > end)
      return { at: Date.now(), violation: await recorded(installation, violation) };
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function firstViolation(
  installation: Installation,
  since: Date,
  views: Map<string, OrderView>,
  random: Random,
): Promise<Violation | undefined> {
  const restless = await unrest(installation.system, since).catch((error: unknown) => [String(error)]);
  if (restless.length > 0) return { check: 'all that happened has arrived', found: restless };
  const missing = await refresh(installation, views, random);
  if (missing.length > 0) return { check: 'every order that was taken can be seen', found: missing };
  return firstOf(checks, installation, views);
}

async function firstOf(
  list: readonly Check[],
  installation: Installation,
  views: ReadonlyMap<string, OrderView>,
): Promise<Violation | undefined> {
  for (const { name, look } of checksFor(installation, list)) {
    const found = await look(installation, views).catch((error: unknown) => [String(error)]);
    if (found.length > 0) return { check: name, found: found.slice(0, mostShown) };
  }
  return undefined;
}

async function recorded(installation: Installation, violation: Violation): Promise<Violation> {
  const check = checks.find(({ name }) => name === violation.check);
  if (check?.record === undefined) return violation;
  const record = await check.record(installation, violation.found).catch((error: unknown) => String(error));
  return { ...violation, record };
}

/** Asks the shop for every order that may have changed, and for some that should not have. @returns those not shown */
async function refresh(
  installation: Installation,
  views: Map<string, OrderView>,
  random: Random,
): Promise<string[]> {
  const { driver } = installation;
  const open = driver.taken.filter(({ order }) => !over.has(views.get(order)?.state ?? ''));
  const older = random.shuffled(driver.taken.filter((taken) => !open.includes(taken))).slice(0, olderOnes);
  const waiting = [...open, ...older];
  const missing: string[] = [];
  await Promise.all(
    Array.from({ length: askedAtOnce }, async () => {
      for (let taken = waiting.pop(); taken; taken = waiting.pop()) {
        const view = await driver.view(taken);
        if (view) views.set(taken.order, view);
        else missing.push(taken.order);
      }
    }),
  );
  for (const [order, view] of views) installation.views.set(order, view);
  return missing;
}
