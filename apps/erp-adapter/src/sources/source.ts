import type { Connector, Flow } from '@throughline/connector';
import type { CheckedSource } from '@throughline/source-documents';
import type { GuardRule } from './guard.ts';

/** One configured back office of this seller. */
export interface Source {
  /** Its name in keys and records. */
  readonly name: string;
  readonly connector: Connector;
  /** Tells mappings apart: with another one every record is read anew. */
  readonly mappingVersion: string;
  /** What of it is published. */
  readonly flows: readonly Flow[];
  /** Whether orders can go there: of a source that the environment configures, whether they do. */
  readonly takesOrders: boolean;
  /** Which version of its document it is; 0 of a source that the environment configures. */
  readonly version: number;
  /** Its document; null of a system with code of its own. */
  readonly checked: CheckedSource | null;
  /** How much of a flow may go within a day before a person is asked. */
  readonly guard: GuardRule;
}

/** Time zone by which the schedules of a source go; a system that states none goes by UTC. */
export function zoneOf({ checked }: Pick<Source, 'checked'>): string {
  return checked?.document.zone ?? 'UTC';
}

/** Milliseconds within which a source answers an order that it was given; a system with code of its own does at once. */
export function answersWithin(source: Pick<Source, 'checked'> | undefined): number {
  const document = source?.checked?.document;
  return document !== undefined && 'out' in document ? (document.out?.orders?.answers ?? 0) : 0;
}
