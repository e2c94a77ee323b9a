import type { Publisher } from '../sources/publisher.ts';
import { type DataSource, transaction } from '@throughline/persistence';
import { publishStatus } from '../publishing/flows.tables.ts';
import type { Leadership } from '../sources/leadership.ts';

/** How often readers hear that nothing is new. */
const heartbeatMilliseconds = 5_000;

/** Tells readers whether the back office is heard, and up to when everything it recorded was read. */
export class FlowMonitor {
  private state: 'live' | 'silent' | null = null;
  private toldAt = 0;
  private heardAt: Date | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Publisher,
    /** Flows that the source has, `exports` with those that take orders. */
    private readonly flows: readonly string[],
    /** Up to when each flow is known, of a source that says so itself; of all others, when it was read. */
    private readonly heardUntil?: () => Promise<ReadonlyMap<string, Date>>,
  ) {}

  get isSilent(): boolean {
    return this.state === 'silent';
  }

  /** The back office answers; everything it had recorded until `until` was read, null when more is waiting. */
  async heard(leadership: Leadership, until: Date | null): Promise<void> {
    this.heardAt = until ?? this.heardAt;
    const due = performance.now() - this.toldAt >= heartbeatMilliseconds;
    if (this.heardAt !== null && (due || this.state !== 'live')) await this.tell(leadership, 'live');
  }

  /** The back office does not answer. */
  async silent(leadership: Leadership): Promise<void> {
    if (this.state !== 'silent') await this.tell(leadership, 'silent');
  }

  private async tell(leadership: Leadership, state: 'live' | 'silent'): Promise<void> {
    const at = state === 'live' ? this.heardAt : null;
    const read = new Map(at === null ? [] : this.flows.map((flow) => [flow, at] as const));
    const heardAt = state === 'live' && this.heardUntil ? await this.heardUntil() : read;
    await transaction(this.dataSource, async (tx) => {
      await leadership.hold(tx);
      await publishStatus(
        tx,
        this.outbox,
        leadership.source,
        { state, flows: this.flows, heardAt },
        new Date(),
      );
    });
    this.state = state;
    this.toldAt = performance.now();
  }
}
