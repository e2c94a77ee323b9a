import { notice } from './notice.ts';
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

  /** Holds the next that fits, with everything behind it. @returns a function that waits until it is held. */
  hold(point: Point): () => Promise<void> {
    return this.#talk.expect(point);
  }

  /** Holds nothing. @returns a function that waits until a statement that fits was sent after now. */
  watch(statement: RegExp): () => Promise<void> {
    return this.#talk.watch(statement);
  }

  release(): void {
    this.#proxy.release();
  }

  close(): Promise<void> {
    return this.#proxy.close();
  }
}

class Talk {
  /** Statements that a session has prepared go by name afterwards. */
  readonly #prepared = new Map<string, string>();
  #expected: { point: Point; tell: () => void } | undefined;
  #watched: { statement: RegExp; tell: () => void } | undefined;

  expect(point: Point): () => Promise<void> {
    const [tell, told] = notice(`"${point.contains}" was not seen`);
    this.#expected = { point, tell };
    return told;
  }

  watch(statement: RegExp): () => Promise<void> {
    const [tell, told] = notice(`${statement} was not sent`);
    this.#watched = { statement, tell };
    return told;
  }

  hear(piece: string, direction: Direction, { memory }: Passage): 'pass' | 'hold' {
    const text = direction === 'up' ? this.#spelledOut(piece) : piece;
    const begins = direction === 'up' && text.includes('START TRANSACTION');
    const before = begins ? '' : (memory.get('transaction') ?? '');
    if (direction === 'up') memory.set('transaction', (before + text).slice(-200_000));
    if (direction === 'up' && this.#watched?.statement.test(text)) this.#watched.tell();
    if (this.#expected === undefined) return 'pass';
    const { point, tell } = this.#expected;
    if (point.direction !== direction || !text.includes(point.contains)) return 'pass';
    if (point.after !== undefined && !before.includes(point.after)) return 'pass';
    this.#expected = undefined;
    tell();
    return 'hold';
  }

  #spelledOut(piece: string): string {
    for (const [, name = '', statement = ''] of piece.matchAll(/([\w-]{22})\0([A-Za-z\s(][^\0]+)\0/g))
      this.#prepared.set(name, statement);
    const named = [...this.#prepared].filter(([name]) => piece.includes(name));
    return [piece, ...named.map(([, statement]) => statement)].join('\n');
  }
}
