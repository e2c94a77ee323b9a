import type {
  Finding,
  GroupStatus,
  OperatorApi,
  ParkedRecord,
  RebuildMode,
  RebuildStatus,
} from '@throughline/messaging';

/** A state of a good; `units: null` deletes it. */
export interface State {
  sku: string;
  units: number | null;
  version: number;
}

/** Something that happened to an order, the n-th. */
export interface Fact {
  order: string;
  sequence: number;
}

/** What was changed in one transaction. */
export interface Change {
  states: State[];
  facts: Fact[];
}

/** Goods to change, and orders to which something happens. */
export interface Wanted {
  goods: { sku: string; units: number | null }[];
  orders: string[];
}

/** How a probe is started. */
export interface ProbeSettings {
  service: 'inventory' | 'orders';
  instance: string;
  databaseUrl: string;
  /** Addresses of brokers, separated by commas. */
  broker: string;
  namespace: string;
  registryUrl: string;
}

/** What a test may ask of a probe. */
export interface Commands {
  /** Changes goods and orders in one transaction, with versions taken under their row locks. */
  change(wanted: Wanted): Promise<Change>;
  /** As `change`, but the transaction stays open until `commit`. */
  open(wanted: Wanted): Promise<Change>;
  commit(): Promise<void>;
  /** Publishes with the versions told, whatever the tables say. */
  publish(change: Change): Promise<void>;
  /** Starts or ends the service in this process: a member of its groups and a relay. */
  join(): Promise<void>;
  leave(): Promise<void>;
  groups(): Promise<GroupStatus[]>;
  ends(topic: string): Promise<number>;
  parked(filter: Parameters<OperatorApi['parked']>[0]): Promise<ParkedRecord[]>;
  retry(which: Parameters<OperatorApi['retry']>[0]): ReturnType<OperatorApi['retry']>;
  /** @returns the reason why it was refused, or null. */
  skip(which: ParkedRecord, reason: string): Promise<string | null>;
  startRebuild(group: string, mode: RebuildMode): Promise<void>;
  rebuild(group: string): Promise<RebuildStatus | undefined>;
  doctor(): Promise<Finding[]>;
  adopt(): Promise<void>;
  sendAgain(): ReturnType<OperatorApi['sendAgain']>;
  raiseVersions(): Promise<void>;
  keepVersions(): Promise<void>;
  problems(): Promise<string[]>;
}

/** Messages between a test and a probe. */
export interface Question {
  id: number;
  name: keyof Commands;
  args: unknown[];
}
export type Answer = { id: number } & ({ result: unknown } | { error: string });
