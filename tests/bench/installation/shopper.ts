import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { listen } from './pages.ts';

interface Answer {
  order: string;
  token: string;
  decided: boolean;
  state: string;
}

/** How an order went: milliseconds from the instant it was due. */
export interface Placed {
  answered: number;
  decided: number;
  state: string;
}

const recipient = {
  name: 'Bench Shopper',
  street: 'Example Street 1',
  postalCode: '10115',
  city: 'Berlin',
  email: 'shopper@example.org',
};

/** Many guests of one shop. */
export class Shoppers {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1_024 });
  readonly #streams = new Agent({ maxSockets: Infinity });
  readonly #shop: string;

  constructor(shop: string) {
    this.#shop = shop;
  }

  /** Orders and waits for the decision. @throws Error when the shop does not take the order */
  async order(skus: readonly string[], due: number): Promise<Placed> {
    const body = {
      country: 'DE',
      shippingMethod: 'standard',
      lines: skus.map((sku) => ({ sku, quantity: 1 })),
      recipient,
    };
    const answer = await this.#call('/api/orders', { 'idempotency-key': randomUUID() }, body);
    const answered = performance.now() - due;
    if (answer.decided) return { answered, decided: answered, state: answer.state };
    const state = await this.#decision(answer);
    return { answered, decided: performance.now() - due, state };
  }

  close(): void {
    this.#agent.destroy();
    this.#streams.destroy();
  }

  /** The state of an order once it is decided, followed as the page of the order does it. */
  #decision({ order, token }: Answer): Promise<string> {
    return new Promise((resolve, reject) => {
      const url = `${this.#shop}/api/stream?order=${order}`;
      const end = listen(
        this.#streams,
        url,
        { 'x-order-token': token },
        {
          frame: (_, data) => {
            const view = (data as { order?: Answer }).order;
            if (!view?.decided) return;
            resolve(view.state);
            end();
          },
          // Ends with an error also when it is we who end it; by then this is settled.
          failed: reject,
        },
      );
    });
  }

  #call(path: string, headers: Record<string, string>, body?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const method = body ? 'POST' : 'GET';
      const sent = request(
        `${this.#shop}${path}`,
        {
          method,
          agent: this.#agent,
          headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            if (status < 300) resolve(JSON.parse(text) as Answer);
            else reject(new Error(`${method} ${path}: ${status} ${text}`));
          });
          response.on('error', reject);
        },
      );
      sent.on('error', (cause) =>
        reject(new Error(`${method} ${path}, ${sent.reusedSocket ? 'kept' : 'new'} connection`, { cause })),
      );
      sent.end(body && JSON.stringify(body));
    });
  }
}
