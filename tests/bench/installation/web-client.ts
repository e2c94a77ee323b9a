import { Agent, request } from 'node:http';

/** What a web server answered. */
export interface WebAnswer {
  text: string;
  headers: Record<string, string | string[] | undefined>;
}

/** Connections to one web server that stay open, as those of many browsers would. */
export class WebClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1_024 });
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** @throws Error when the answer is anything but success */
  async get(path: string, headers: Record<string, string> = {}): Promise<string> {
    return (await this.#send('GET', path, headers)).text;
  }

  /** Sends a body as JSON. @throws Error when the answer is anything but success */
  post(path: string, body: object, headers: Record<string, string> = {}): Promise<WebAnswer> {
    return this.#send('POST', path, { ...headers, 'content-type': 'application/json' }, JSON.stringify(body));
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<WebAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(`${this.#origin}${path}`, { method, agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status < 300) resolve({ text, headers: response.headers });
          else reject(new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`));
        });
        response.on('error', reject);
      });
      sent.on('error', (cause: NodeJS.ErrnoException) => {
        // As browsers do: the server may end an idle connection just when it is used again (RFC 9112, 9.3.1).
        const mayRepeat = method === 'GET' && sent.reusedSocket && cause.code === 'ECONNRESET';
        if (mayRepeat) resolve(this.#send(method, path, headers));
        else
          reject(new Error(`${method} ${path}, ${sent.reusedSocket ? 'kept' : 'new'} connection`, { cause }));
      });
      sent.end(body);
    });
  }
}
