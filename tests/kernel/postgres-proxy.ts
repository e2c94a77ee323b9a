import { notice } from './notice.ts';
import { type Cut, type Direction, type Passage, TcpProxy } from './tcp-proxy.ts';

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

  /** Listens on any port, or on a chosen one. */
  static async open(databaseUrl: string, port = 0): Promise<PostgresProxy> {
    const url = new URL(databaseUrl);
    const talk = new Talk();
    const proxy = await TcpProxy.open(
      Number(url.port),
      (message, direction, passage) => talk.hear(textOf(message, direction, passage), direction, passage),
      { port, cut: messages },
    );
    url.port = String(proxy.port);
    return new PostgresProxy(url.href, proxy, talk);
  }

  /** Holds the next that fits, with everything behind it. @returns a function that waits until it is held. */
  hold(point: Point): () => Promise<void> {
    return this.#talk.expect(point);
  }

  /** Cuts the connection instead of passing what fits, each time until told otherwise by `undefined`. */
  cut(point: Point | undefined): void {
    this.#talk.cut = point;
  }

  /** How often a connection was cut. */
  get cuts(): number {
    return this.#talk.cuts;
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
  cut: Point | undefined;
  cuts = 0;
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

  hear(text: string, direction: Direction, { memory }: Passage): 'pass' | 'hold' | 'cut' {
    const begins = direction === 'up' && /^\s*begin\b/i.test(text);
    const before = begins ? '' : (memory.get('transaction') ?? '');
    if (direction === 'up') memory.set('transaction', (before + text).slice(-200_000));
    if (direction === 'up' && this.#watched?.statement.test(text)) this.#watched.tell();
    if (this.cut && isAt(this.cut, text, direction, before)) {
      this.cuts += 1;
      return 'cut';
    }
    if (this.#expected === undefined || !isAt(this.#expected.point, text, direction, before)) return 'pass';
    this.#expected.tell();
    this.#expected = undefined;
    return 'hold';
  }
}

function isAt(point: Point, text: string, direction: Direction, before: string): boolean {
  if (point.direction !== direction || !text.includes(point.contains)) return false;
  return point.after === undefined || before.includes(point.after);
}

/** Every message has a type and a length, but for a client's first, which has only the length and so begins with 0. */
const messages: Cut = (received) => {
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const start = received[at] === 0 ? at : at + 1;
    if (received.length < start + 4) break;
    const end = start + received.readInt32BE(start);
    if (end > received.length) break;
    pieces.push(received.subarray(at, end));
    at = end;
  }
  return { pieces, rest: received.subarray(at) };
};

/** Text of an answer, or of the statement that a message brings: a prepared one is only named when it is used again. */
function textOf(message: Buffer, direction: Direction, { memory }: Passage): string {
  const text = message.toString('latin1');
  if (direction === 'down') return text;
  const [first = '', second = ''] = text.slice(5).split('\0', 2);
  switch (text[0]) {
    case 'Q':
      return first;
    case 'P':
      memory.set(`statement ${first}`, second);
      return second;
    case 'B':
      return second === '' ? '' : (memory.get(`statement ${second}`) ?? '');
    default:
      return '';
  }
}
