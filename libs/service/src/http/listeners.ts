import { once } from 'node:events';
import type { ListenOptions, Server } from 'node:net';
import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Connections that may wait at each socket. The system caps it by its own limit, and resets those that find no place. */
const backlog = 4_096;
/**
 * Node.js takes in one connection of each listening socket with each turn of its loop. Others would wait in a
 * queue while turns are long, so the system spreads them over several sockets.
 */
const sockets = 16;

/** The sockets at which an application listens on one port. */
export class Listeners {
  readonly #app: NestFastifyApplication;
  readonly #others: Server[] = [];

  constructor(app: NestFastifyApplication) {
    this.#app = app;
  }

  /** @param port 0 for any @throws Error of the system, such as EADDRINUSE */
  async open({ host, port }: { host: string; port: number }): Promise<void> {
    // Elsewhere the system refuses sockets that share a port, or does not spread connections over them.
    if (process.platform !== 'linux') return void (await this.#app.listen({ host, port, backlog }));
    // Sockets that may share a port would share it with those of another process, too.
    await close(await listen(createServer(), { host, port }));
    // Fastify hands on what its types do not know.
    const shared = { host, backlog, reusePort: true };
    await this.#app.listen({ ...shared, port });
    const server = this.#app.getHttpServer();
    const address = server.address();
    if (address === null || typeof address === 'string')
      throw new Error('The server does not listen on a port');
    while (this.#others.length + 1 < sockets) {
      // As node:http sets up its own.
      const other = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
        server.emit('connection', socket),
      );
      this.#others.push(await listen(other, { ...shared, port: address.port }));
    }
  }

  /** Accepts no more connections, and waits until all of them have ended. */
  async close(): Promise<void> {
    await Promise.all([this.#app.getHttpAdapter().getInstance().close(), ...this.#others.map(close)]);
  }
}

async function listen(server: Server, options: ListenOptions): Promise<Server> {
  server.listen(options);
  await once(server, 'listening');
  return server;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
