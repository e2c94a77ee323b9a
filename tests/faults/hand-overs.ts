import { until } from '../../libs/testing/src/until.ts';
import { ask } from '../system/staff.ts';
import type { System } from '../system/system.ts';

/** An order on its way to the back office, as staff see it. */
export interface HandOver {
  order: string;
  state: string;
  reason: string | null;
  /** ISO 8601. */
  placedAt: string;
  differences: unknown[];
}

/** Every hand-over in a state. */
export async function handOvers(system: System, state: string): Promise<HandOver[]> {
  const found: HandOver[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: { exports: HandOver[]; next: number | null } = await ask(
      system,
      ['erp-adapter', 'order-desk'],
      `/exports?state=${state}&after=${after}&limit=500`,
    );
    found.push(...page.exports);
    after = page.next;
  }
  return found;
}

/** Has a hand-over tried again that was refused, unless somebody else was quicker. */
export async function retryHandOver(system: System, order: string): Promise<void> {
  await until(() =>
    ask(system, ['erp-adapter', 'order-desk'], `/exports/${order}/retry`, {}).then(
      () => true,
      (error: unknown) => /409|404/.test(String(error)),
    ),
  );
}
