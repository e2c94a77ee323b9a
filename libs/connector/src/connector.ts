/**
 * One configured back office, spoken to by the code of its system. What it can do, it says by implementing
 * capabilities, each with a guard; no method of a connector says "not supported".
 */
export interface Connector {
  /** Name of the source in keys and records. */
  readonly source: string;
  close(): Promise<void>;
}
