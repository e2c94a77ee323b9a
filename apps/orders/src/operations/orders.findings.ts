import { Injectable } from '@nestjs/common';
import { Clock, type ServiceFinding, ServiceFindings } from '@throughline/service';
import { OrdersQueries, type OrderTotals } from './orders.queries.ts';

/** What passes within this time is nobody's business, in milliseconds. */
const patience = 60_000;
/** How long before its end a hold is told of, in milliseconds. */
const holdNoticeMs = 24 * 60 * 60_000;

/** What orders knows to wait for longer than it should. */
@Injectable()
export class OrdersFindings {
  constructor(
    findings: ServiceFindings,
    private readonly queries: OrdersQueries,
    private readonly clock: Clock,
  ) {
    findings.add('orders.undecided', () => this.undecided());
    findings.add('orders.facts', () => this.facts());
    findings.add('orders.review', () => this.inReview());
    findings.add('orders.holds', () => this.endingHolds());
  }

  private async undecided(): Promise<ServiceFinding[]> {
    const { count, oldest, value } = await this.queries.undecided(this.before());
    if (oldest === null) return [];
    return [
      {
        ...{ kind: 'order-undecided', subject: 'orders', count, since: oldest },
        worth: worthOf(value),
        remedy:
          '`throughline orders --waiting stock` or `--waiting reference` lists them. Is inventory up and not behind (`throughline lag`)? They are decided by themselves once it is',
      },
    ];
  }

  private async inReview(): Promise<ServiceFinding[]> {
    const { count, oldest, value } = await this.queries.inReview();
    if (oldest === null) return [];
    return [
      {
        ...{ kind: 'order-in-review', subject: 'orders', count, since: oldest },
        worth: worthOf(value),
        remedy:
          '`throughline orders --waiting approval` lists them. They exceed a limit of their buyer, and nothing is promised to them: `POST /orders/NUMBER/approval` or `/refusal` of orders',
      },
    ];
  }

  private async endingHolds(): Promise<ServiceFinding[]> {
    const { count, oldest, value } = await this.queries.holdsUntil(
      new Date(this.clock.now().getTime() + holdNoticeMs),
    );
    if (oldest === null) return [];
    return [
      {
        ...{
          kind: 'hold-ending',
          subject: 'orders',
          count,
          since: new Date(oldest.getTime() - holdNoticeMs),
        },
        worth: worthOf(value),
        remedy:
          '`throughline orders --held-for 1d` lists them. Nothing has come of them, and they are cancelled when their hold is over: deliver them, or extend it by `POST /orders/NUMBER/hold` of orders',
      },
    ];
  }

  private async facts(): Promise<ServiceFinding[]> {
    const waiting = await this.queries.waitingFacts(this.before());
    return waiting.map(({ topic, count, oldest }) => ({
      ...{ kind: 'fact-waits', subject: topic, count, since: oldest },
      remedy: `They name orders that are not known here, and are applied when these arrive. Are the orders held back (\`throughline quarantine --flow orders\`), or is orders behind (\`throughline lag orders\`)? \`throughline waiting\` lists the numbers; \`throughline waiting dismiss NUMBER --reason WHY\` takes out what waits for an order that never comes`,
    }));
  }

  private before(): Date {
    return new Date(this.clock.now().getTime() - patience);
  }
}

function worthOf(value: OrderTotals['value']): { currency: string; amount: string }[] {
  return value.map(({ currency, gross }) => ({ currency, amount: gross }));
}
