import { notice } from './notice.ts';
import { type Cut, TcpProxy } from './tcp-proxy.ts';

const produce = 0;

/** A way to the broker on which the sends of chosen clients can be lost and held. */
export class KafkaProxy {
  readonly #proxy: TcpProxy;
  readonly #stalls: Map<string, Stall>;

  private constructor(proxy: TcpProxy, stalls: Map<string, Stall>) {
    this.#proxy = proxy;
    this.#stalls = stalls;
  }

  /** @param port where the broker tells its clients to come. */
  static async open(target: number, port: number): Promise<KafkaProxy> {
    const stalls = new Map<string, Stall>();
    const proxy = await TcpProxy.open(
      target,
      (frame, direction, { memory }) => {
        if (direction === 'down' || frame.readInt16BE(4) !== produce) return 'pass';
        const client = frame.toString('utf8', 14, 14 + frame.readInt16BE(12));
        memory.set('client', client);
        const stall = stalls.get(client);
        if (stall === undefined) return 'pass';
        if (stall.lose) {
          stall.lose = false;
          stall.tell();
          return 'drop';
        }
        stall.tell();
        return 'hold';
      },
      { port, cut: frames },
    );
    return new KafkaProxy(proxy, stalls);
  }

  /** Loses the next send of a client and holds its later ones. @returns a function that waits for the loss. */
  loseNextSend(client: string): () => Promise<void> {
    const [tell, told] = notice(`${client} has not sent`);
    this.#stalls.set(client, { tell, lose: true });
    return told;
  }

  /** Holds the sends of a client from the next one on. @returns a function that waits for it. */
  holdSends(client: string): () => Promise<void> {
    const [tell, told] = notice(`${client} has not sent`);
    this.#stalls.set(client, { tell, lose: false });
    return told;
  }

  /** Lets go of what is held of a client, and holds no more of it. */
  release(client: string): void {
    this.#stalls.delete(client);
    this.#proxy.release(({ memory }) => memory.get('client') === client);
  }

  close(): Promise<void> {
    return this.#proxy.close();
  }
}

interface Stall {
  tell: () => void;
  lose: boolean;
}

/** Kafka's messages begin with their length. */
const frames: Cut = (received) => {
  const pieces: Buffer[] = [];
  let at = 0;
  while (received.length - at >= 4) {
    const end = at + 4 + received.readInt32BE(at);
    if (end > received.length) break;
    pieces.push(received.subarray(at, end));
    at = end;
  }
  return { pieces, rest: received.subarray(at) };
};
