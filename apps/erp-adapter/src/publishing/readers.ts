import type { Flow, Reader, ReadsSnapshots } from '@throughline/connector';

/** What the connector can read of a flow, null when its system has no such records. */
export function readerOf({ readers }: ReadsSnapshots, flow: Flow): Reader<unknown> | null {
  return readers[flow] ?? null;
}
