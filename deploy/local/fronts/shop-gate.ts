import { createServer, type Server } from 'node:http';
import { forward, hostOf } from './forward.ts';

/** What the storefront serves beside the shop; for this machine alone. */
const operatorPaths = /^\/(metrics|ops|openapi|health)(\W|$)/;
const loopback = /^(127\.|::1$|::ffff:127\.)/;

/** Whether a visitor may ask for a path: everybody for the shop, only this machine for the rest. */
export function mayAsk(path: string, visitor: string | undefined): boolean {
  if (visitor !== undefined && loopback.test(visitor)) return true;
  try {
    return !operatorPaths.test(new URL(path, 'http://shop').pathname);
  } catch {
    return false;
  }
}

/** Serves the shop's page on every interface, from the storefront that listens on loopback. */
export class ShopGate {
  readonly #server: Server;

  /** @param port of the storefront, or of what spreads over its replicas */
  constructor(port: number) {
    this.#server = createServer((incoming, outgoing) => {
      const { remoteAddress } = incoming.socket;
      if (hostOf(incoming) === null) outgoing.writeHead(400).end();
      else if (!mayAsk(incoming.url ?? '/', remoteAddress)) outgoing.writeHead(404).end();
      // Whatever a visitor says of its own address is not passed on.
      else forward(port, incoming, outgoing, { 'x-forwarded-for': remoteAddress });
    });
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
