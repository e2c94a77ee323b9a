import type { Connector } from './connector.ts';
import type { Flow } from './flows.ts';
import type { Snapshot } from './reads-snapshots.ts';

/** One change that the back office recorded. */
export interface Change {
  id: number;
  flow: Flow;
  /** Null when every record of the flow may have changed. */
  sourceKey: string | null;
  /** When the back office recorded it. */
  at: Date;
  /** W3C trace context of whoever changed it. */
  traceparent: string | null;
}

export interface Watch {
  /** Settles when no more changes will be heard of. */
  readonly lost: Promise<void>;
  close(): Promise<void>;
}

/** Keeps a log of changes in the back office, which is consumed by deletion, so that late commits are not lost. */
export interface CapturesChanges {
  /** Makes sure that there is a log. @returns its identity: with another one, changes may have been missed before */
  prepare(): Promise<string>;
  /** Calls `heard` whenever there are new changes. */
  watch(heard: () => void): Promise<Watch>;
  /** Has changes go unannounced for a while, in which somebody looks for them all the time. */
  suppressNotifications(milliseconds: number): Promise<void>;
  /** Whether there are changes; costs less than reading them in a snapshot. */
  hasChanges(): Promise<boolean>;
  /** The oldest changes that are there. */
  changes(snapshot: Snapshot, limit: number): Promise<Change[]>;
  /** Which of the source keys have changes in the log. */
  changing(snapshot: Snapshot, flow: Flow, sourceKeys: readonly string[]): Promise<Set<string>>;
  /** Removes changes that have been dealt with. */
  acknowledge(ids: readonly number[]): Promise<void>;
  /** Has source keys read again as if they had changed. */
  requeue(flow: Flow, sourceKeys: readonly string[]): Promise<void>;
}

export function capturesChanges(connector: Connector): connector is Connector & CapturesChanges {
  return 'changes' in connector;
}
