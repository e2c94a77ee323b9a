import type { Flow } from '@throughline/connector';
import { type Mode, type PlannableFlow, type Scope, codeOf, isInward, scopesOf } from '../plan/plan.ts';
import { ScheduleError, checkSchedule } from '../plan/schedule.ts';

/** What is asked of the plan for a part of a flow. */
export interface WantedEntry {
  flow: PlannableFlow;
  scope: Scope;
  source: string;
  mode: Mode;
  schedule: string | null;
}

/** What the plan goes by of a source. */
export interface PlannableSource {
  flows: readonly Flow[];
  /** Time zone of its schedules. */
  zone: string;
  /** Whether anything tells that its records have changed. */
  tellsChanges: boolean;
  takesOrders: boolean;
  /** Whether orders go there on paper. */
  goesByHand: boolean;
}

/** Why an entry cannot work, by the field that says so. */
export interface Refusal {
  field: string;
  message: string;
}

/** @param sources all that there are, by name */
export function refusalsOf(wanted: WantedEntry, sources: ReadonlyMap<string, PlannableSource>): Refusal[] {
  const { flow, scope, mode, schedule } = wanted;
  const refusals: Refusal[] = [];
  const source = sources.get(wanted.source);
  if (source === undefined)
    refusals.push({ field: 'source', message: `is none of ${[...sources.keys()].join(', ')}` });
  else refusals.push(...refusedBy(source, wanted));
  if (!scopesOf[flow].includes(scope.kind))
    refusals.push({
      field: 'scope',
      message: `${flow} cannot be told apart by ${scope.kind}, but by ${scopesOf[flow].join(', ')}`,
    });
  if (codeOf(scope).includes('|')) refusals.push({ field: 'scope', message: 'no code contains |' });
  if (mode === 'batch' && schedule === null)
    refusals.push({ field: 'schedule', message: 'is missing: a batch goes by one' });
  if (mode !== 'batch' && schedule !== null)
    refusals.push({ field: 'schedule', message: `is for a batch, and the mode is ${mode}` });
  return refusals;
}

function refusedBy(
  { flows, zone, tellsChanges, takesOrders, goesByHand }: PlannableSource,
  { source, flow, mode, schedule }: WantedEntry,
): Refusal[] {
  const refusals: Refusal[] = [];
  if (!isInward(flow)) refusals.push(...outwardRefusals(source, mode, { takesOrders, goesByHand }));
  else if (!flows.includes(flow))
    refusals.push({ field: 'source', message: `${source} does not say ${flow}, but ${flows.join(', ')}` });
  if (flow === 'orders' && !takesOrders)
    refusals.push({
      field: 'source',
      message: `orders do not go to ${source}, which cannot say how they stand`,
    });
  if (isInward(flow) && mode === 'real-time' && !tellsChanges)
    refusals.push({
      field: 'mode',
      message: `nothing tells what has changed in ${source}: batch or manual it can be`,
    });
  if (mode === 'batch' && schedule !== null) {
    try {
      checkSchedule(schedule, zone);
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error;
      refusals.push({ field: 'schedule', message: error.message });
    }
  }
  return refusals;
}

function outwardRefusals(
  source: string,
  mode: Mode,
  { takesOrders, goesByHand }: Pick<PlannableSource, 'takesOrders' | 'goesByHand'>,
): Refusal[] {
  const refusals: Refusal[] = [];
  if (goesByHand)
    refusals.push({ field: 'source', message: `orders go to ${source} on paper, when a batch is printed` });
  if (!takesOrders)
    refusals.push({ field: 'source', message: `${source} takes no orders: its document has no out.orders` });
  if (mode === 'manual')
    refusals.push({
      field: 'mode',
      message: 'orders go onto paper where the file of sources says so (`manual`), and not by the plan',
    });
  return refusals;
}
