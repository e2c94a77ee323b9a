import type { Publisher } from './publications.ts';
import { type DataSource, transaction } from '@throughline/persistence';
import { publishStatus, statusFlows } from './flows.tables.ts';
import type { Term } from './term.ts';

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
  ) {}

  get isSilent(): boolean {
    return this.state === 'silent';
  }

  /** The back office answers; everything it had recorded until `until` was read, null when more is waiting. */
  async heard(term: Term, until: Date | null): Promise<void> {
    this.heardAt = until ?? this.heardAt;
    const due = performance.now() - this.toldAt >= heartbeatMilliseconds;
    if (this.heardAt !== null && (due || this.state !== 'live')) await this.tell(term, 'live');
  }

  /** The back office does not answer. */
  async silent(term: Term): Promise<void> {
    if (this.state !== 'silent') await this.tell(term, 'silent');
  }

  private async tell(term: Term, state: 'live' | 'silent'): Promise<void> {
    const at = state === 'live' ? this.heardAt : null;
    const heardAt = new Map(at === null ? [] : statusFlows.map((flow) => [flow, at] as const));
    await transaction(this.dataSource, async (tx) => {
      await term.hold(tx);
      await publishStatus(tx, this.outbox, term.source, { state, heardAt }, new Date());
    });
    this.state = state;
    this.toldAt = performance.now();
  }
}
