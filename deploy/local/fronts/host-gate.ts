import { createServer, type Server } from 'node:http';
import { forward, hostOf } from './forward.ts';

/**
 * Serves on loopback a program that answers to any name. A page of another site may have its own name resolved to this
 * machine; what it asks for then is refused, because it names that site. What finds the program's own port is answered
 * nothing, because it does not know the path under which the program answers.
 */
export class HostGate {
  readonly #server: Server;
  #port = 0;

  /**
   * @param target port of the program on loopback
   * @param path secret path under which it answers
   */
  constructor(target: number, path: string) {
    this.#server = createServer((incoming, outgoing) => {
      if (this.#isOurs(hostOf(incoming))) forward(target, incoming, outgoing, {}, path);
      else outgoing.writeHead(421).end();
    });
  }

  listen(port: number): Promise<void> {
    this.#port = port;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #isOurs(host: string | null): boolean {
    return host === `127.0.0.1:${this.#port}` || host === `localhost:${this.#port}`;
  }
}
