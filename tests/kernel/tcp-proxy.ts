import { type Server, type Socket, connect, createServer } from 'node:net';

/** What becomes of a piece of traffic; `hold` keeps it and everything behind it in its direction, `cut` ends both ways. */
export type Verdict = 'pass' | 'hold' | 'drop' | 'cut';
export type Direction = 'up' | 'down';

/** One connection through a proxy. */
export interface Passage {
  /** For the rules to remember things in. */
  readonly memory: Map<string, string>;
}

export type Inspect = (piece: Buffer, direction: Direction, passage: Passage) => Verdict;
/** Cuts what has come so far into whole pieces and a rest. */
export type Cut = (received: Buffer) => { pieces: Buffer[]; rest: Buffer };

const asItComes: Cut = (received) => ({ pieces: [received], rest: Buffer.alloc(0) });

/** A proxy on loopback whose traffic a test inspects, holds and drops. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #held = new Map<() => void, Passage>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a port (0 for any) and forwards to another on loopback. */
  static async open(target: number, inspect: Inspect, { port = 0, cut = asItComes } = {}): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server);
    server.on('connection', (client) => {
      const upstream = connect(target, '127.0.0.1');
      const passage: Passage = { memory: new Map() };
      proxy.#join('up', client, upstream, passage, inspect, cut);
      proxy.#join('down', upstream, client, passage, inspect, cut);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Lets go of what is held on the chosen connections. */
  release(chosen: (passage: Passage) => boolean = () => true): void {
    for (const [free, passage] of this.#held) {
      if (!chosen(passage)) continue;
      this.#held.delete(free);
      free();
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(direction: Direction, from: Socket, to: Socket, passage: Passage, inspect: Inspect, cut: Cut): void {
    this.#sockets.add(from);
    let received = Buffer.alloc(0);
    let queue: Buffer[] | undefined;
    let ended = false;
    const end = () => void (to.destroyed || to.end());
    const free = () => {
      const waiting = queue ?? [];
      queue = undefined;
      for (const piece of waiting) if (to.writable) to.write(piece);
      if (ended) end();
    };
    from.on('data', (data) => {
      const { pieces, rest } = cut(received.length > 0 ? Buffer.concat([received, data]) : data);
      received = rest as Buffer<ArrayBuffer>;
      for (const piece of pieces) {
        const verdict = inspect(piece, direction, passage);
        if (verdict === 'drop') continue;
        if (verdict === 'cut') {
          from.destroy();
          to.destroy();
          return;
        }
        if (verdict === 'hold' && queue === undefined) {
          queue = [];
          this.#held.set(free, passage);
        }
        if (queue) queue.push(piece);
        else if (to.writable) to.write(piece);
      }
    });
    from.on('error', () => from.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      ended = true;
      // What a dead client had held back never happened; what a dead server had said still arrives.
      if (direction === 'up') to.destroy();
      else if (queue === undefined) end();
    });
  }
}
