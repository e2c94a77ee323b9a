import { until } from '../../libs/testing/src/until.ts';
import { ask, type services } from '../system/staff.ts';
import type { System } from '../system/system.ts';
import type { Source } from './sources.ts';

/** What a comparison of everything that a back office has with everything that was said of it has found. */
export interface Comparison {
  compared: number;
  differing: number;
  differences: unknown[];
}

const staff: [(typeof services)[number], 'integrator'] = ['erp-adapter', 'integrator'];

/** Has a back office compared, and waits until that is done. A question that is lost is asked again. */
export async function reconcile(system: System, { name }: Source): Promise<Comparison> {
  const { id } = await until(() => ask<{ id: string }>(system, staff, '/reconciliations', { source: name }));
  return until(
    async () => {
      const now = await ask<Comparison & { state: string }>(system, staff, `/reconciliations/${id}`);
      return now.state === 'done' && now;
    },
    { timeoutMs: 300_000, everyMs: 100 },
  );
}
