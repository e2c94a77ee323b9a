import { type Direction, type Passage, TcpProxy } from './tcp-proxy.ts';

/** A point in a process's talk with its database at which a test wants to stop it. */
export interface Point {
  /** `up` for a statement, `down` for an answer. */
  direction: Direction;
  /** What the statement or answer contains. */
  contains: string;
  /** What the transaction that it belongs to contained before; default anything. */
  after?: string;
}

/** One process's way to Postgres, on which a chosen statement or answer can be held. */
export class PostgresProxy {
  readonly url: string;
  readonly #proxy: TcpProxy;
  readonly #talk: Talk;

  private constructor(url: string, proxy: TcpProxy, talk: Talk) {
    this.url = url;
    this.#proxy = proxy;
    this.#talk = talk;
  }

  static async open(databaseUrl: string): Promise<PostgresProxy> {
    const url = new URL(databaseUrl);
    const talk = new Talk();
    const proxy = await TcpProxy.open(Number(url.port), (piece, direction, passage) =>
      talk.hear(piece.toString('latin1'), direction, passage),
    );
    url.port = String(proxy.port);
    return new PostgresProxy(url.href, proxy, talk);
  }

  /** Holds the next that fits, with everything behind it. @returns a promise of its being held. */
  hold(point: Point): { reached: Promise<void> } {
    return this.#talk.expect(point);
  }

  /** Resolves when a statement that fits is sent from now on; nothing is held. */
  next(statement: RegExp): Promise<void> {
    return this.#talk.next(statement);
  }

  release(): void {
    this.#proxy.release();
  }

  close(): Promise<void> {
    return this.#proxy.close();
  }
}

class Talk {
  #expected: { point: Point; reached: () => void } | undefined;
  #awaited: { statement: RegExp; heard: () => void } | undefined;

  expect(point: Point): { reached: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#expected = { point, reached: resolve };
    return { reached: promise };
  }

  next(statement: RegExp): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited = { statement, heard: resolve };
    return promise;
  }

  hear(text: string, direction: Direction, { memory }: Passage): 'pass' | 'hold' {
    const begins = direction === 'up' && text.includes('START TRANSACTION');
    const before = begins ? '' : (memory.get('transaction') ?? '');
    if (direction === 'up') memory.set('transaction', (before + text).slice(-200_000));
    if (direction === 'up' && this.#awaited?.statement.test(text)) this.#awaited.heard();
    if (this.#expected === undefined) return 'pass';
    const { point, reached } = this.#expected;
    if (point.direction !== direction || !text.includes(point.contains)) return 'pass';
    if (point.after !== undefined && !before.includes(point.after)) return 'pass';
    this.#expected = undefined;
    reached();
    return 'hold';
  }
}
