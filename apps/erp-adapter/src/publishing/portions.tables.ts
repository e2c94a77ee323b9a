import { pause } from '@throughline/messaging';
import type { DataSource } from '@throughline/persistence';

/** Records of one source dealt with at once: as fast as it goes while it is the only one, and little beside others. */
const alone = 3_000;
const besideOthers = 500;
/** Rows that may wait in the outbox when the next portion is begun, and how long is waited for it at most. */
const mostWaiting = 500;
const longestWait = 1_000;
const lookEvery = 20;

/**
 * How much of a source is published at once. All sources share the outbox, which is sent in order, and the process: what
 * one has in bulk is put into it bit by bit, so that a record of another is behind a few hundred at most.
 */
export class Portions {
  /** @param isShared whether there are other sources */
  constructor(
    private readonly dataSource: DataSource,
    private readonly isShared: () => boolean,
  ) {}

  /** Records at once. */
  get size(): number {
    return this.isShared() ? besideOthers : alone;
  }

  /** To be called between two portions: waits until the one before has nearly been sent, or a second is over. */
  async between(ending: AbortSignal): Promise<void> {
    if (!this.isShared()) return;
    const end = performance.now() + longestWait;
    while (!ending.aborted && performance.now() < end && (await this.isFull()))
      await pause(lookEvery, ending);
  }

  private async isFull(): Promise<boolean> {
    const [row] = await this.dataSource.query<{ full: boolean }[]>(
      'select count(*) > $1 as full from (select from kernel.outbox limit $1 + 1) waiting',
      [mostWaiting],
    );
    return row?.full ?? false;
  }
}
