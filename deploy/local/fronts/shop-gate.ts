import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

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
      if (mayAsk(incoming.url ?? '/', incoming.socket.remoteAddress)) forward(port, incoming, outgoing);
      else outgoing.writeHead(404).end();
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

function forward(port: number, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url: path, headers } = incoming;
  const upstream = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    outgoing.flushHeaders();
    answer.pipe(outgoing);
  });
  upstream.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  outgoing.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}
