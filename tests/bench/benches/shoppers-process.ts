import { Agent } from 'node:http';
import { type FigureOnPage, listen } from '../installation/pages.ts';

/** What the process of the shoppers is told. */
export type ToShoppers =
  | { kind: 'open'; shop: string; pages: readonly (readonly string[])[] }
  /** What was received before does not count. */
  | { kind: 'begin' }
  /** A change that was committed: the figures of a SKU only rise. */
  | { kind: 'changed'; changes: readonly { onHand: number; at: number }[] }
  /** The last figure of each SKU. */
  | { kind: 'end'; latest: Readonly<Record<string, number>> }
  | { kind: 'result' };

/** What it answers: to `open` when every page has its snapshot, to `begin` at once, to `end` when nothing is missing or it took too long. */
export type FromShoppers =
  | { kind: 'opened' }
  | { kind: 'begun' }
  | { kind: 'ended'; missing: number }
  | { kind: 'result'; seen: Seen };

export interface Seen {
  /** Milliseconds from commit to receipt, how many of each. */
  delays: number[];
  frames: number;
  /** Connections that the shop ended. */
  lost: number;
  /** Figures that were lower than one received before. */
  backwards: number;
  /** Most frames that one page received within a second. */
  mostFramesInSecond: number;
}

const longestWaitMs = 60_000;
const parallelOpenings = 50;

class Page {
  readonly held = new Map<string, number>();
  readonly #recent: number[] = [];
  readonly skus: readonly string[];
  readonly seen: Omit<Seen, 'delays'>;
  readonly receipts: number[];

  constructor(skus: readonly string[], seen: Omit<Seen, 'delays'>, receipts: number[]) {
    this.skus = skus;
    this.seen = seen;
    this.receipts = receipts;
  }

  receive(figures: readonly FigureOnPage[], at: number): void {
    for (const { sku, stock } of figures) {
      const held = this.held.get(sku) ?? 0;
      this.held.set(sku, stock.available);
      if (stock.available < held) this.seen.backwards += 1;
      // A frame may say the same again, because something else of the SKU has changed.
      else if (stock.available > held) this.receipts.push(stock.available, at);
    }
    this.seen.frames += 1;
    this.#recent.push(at);
    while ((this.#recent[0] ?? at) <= at - 1_000) this.#recent.shift();
    this.seen.mostFramesInSecond = Math.max(this.seen.mostFramesInSecond, this.#recent.length);
  }

  lacks(latest: Readonly<Record<string, number>>): number {
    return this.skus.filter((sku) => (this.held.get(sku) ?? 0) < (latest[sku] ?? 0)).length;
  }
}

/** Many pages that listen to the shop as browsers do. */
class Shoppers {
  readonly #seen = { frames: 0, lost: 0, backwards: 0, mostFramesInSecond: 0 };
  /** Figure and instant of each receipt, one after the other. */
  readonly #receipts: number[] = [];
  readonly #committed = new Map<number, number>();
  readonly #agent = new Agent({ maxSockets: Infinity });
  #pages: Page[] = [];

  async open(shop: string, pages: readonly (readonly string[])[]): Promise<void> {
    this.#pages = pages.map((skus) => new Page(skus, this.#seen, this.#receipts));
    for (let from = 0; from < pages.length; from += parallelOpenings)
      await Promise.all(
        this.#pages.slice(from, from + parallelOpenings).map((page) => this.#openOne(shop, page)),
      );
  }

  begin(): void {
    this.#receipts.length = 0;
    this.#seen.frames = 0;
    this.#seen.mostFramesInSecond = 0;
  }

  changed(changes: readonly { onHand: number; at: number }[]): void {
    for (const { onHand, at } of changes) this.#committed.set(onHand, at);
  }

  async end(latest: Readonly<Record<string, number>>): Promise<number> {
    const deadline = Date.now() + longestWaitMs;
    for (;;) {
      const missing = this.#pages.reduce((sum, page) => sum + page.lacks(latest), 0);
      if (missing === 0 || Date.now() > deadline) return missing;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  result(): Seen {
    const delays: number[] = [];
    for (let index = 0; index < this.#receipts.length; index += 2) {
      const committed = this.#committed.get(this.#receipts[index] ?? 0);
      // A page receives the figures before the first change, too.
      if (committed === undefined) continue;
      const delay = Math.max(0, Math.round((this.#receipts[index + 1] ?? 0) - committed));
      delays[delay] = (delays[delay] ?? 0) + 1;
    }
    return { ...this.#seen, delays: Array.from(delays, (count) => count ?? 0) };
  }

  #openOne(shop: string, page: Page): Promise<void> {
    return new Promise((resolve, reject) => {
      const url = `${shop}/api/stream?skus=${page.skus.join(',')}`;
      const listener = {
        frame: (event: string, data: unknown, at: number) => {
          const { figures } = data as { figures: FigureOnPage[] };
          if (event === 'snapshot') resolve();
          else if (figures.length > 0) page.receive(figures, performance.timeOrigin + at);
        },
        failed: (error: Error) => {
          this.#seen.lost += 1;
          reject(error);
        },
      };
      listen(this.#agent, url, {}, listener);
    });
  }
}

const shoppers = new Shoppers();

function tell(message: FromShoppers): void {
  process.send?.(message);
}

async function onMessage(message: ToShoppers): Promise<void> {
  if (message.kind === 'changed') return shoppers.changed(message.changes);
  if (message.kind === 'result') return tell({ kind: 'result', seen: shoppers.result() });
  if (message.kind === 'begin') {
    shoppers.begin();
    return tell({ kind: 'begun' });
  }
  if (message.kind === 'end') return tell({ kind: 'ended', missing: await shoppers.end(message.latest) });
  await shoppers.open(message.shop, message.pages);
  tell({ kind: 'opened' });
}

process.on('message', (message) => void onMessage(message as ToShoppers));
process.on('disconnect', () => process.exit());
