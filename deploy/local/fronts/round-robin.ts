import { connect, createServer, type Server, type Socket } from 'node:net';

/** Spreads connections over replicas in turn, passing by those that do not answer. */
export class RoundRobin {
  #server: Server;
  #next = 0;
  #sockets = new Set<Socket>();

  /** @param targets ports on loopback of the replicas */
  constructor(targets: readonly number[]) {
    this.#server = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
      const first = this.#next++;
      this.#keep(client);
      this.#forward(
        client,
        targets.map((_, index) => targets[(first + index) % targets.length] ?? 0),
      );
    });
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #forward(client: Socket, [port, ...others]: number[]): void {
    if (port === undefined) return void client.destroy();
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    upstream.once('error', () => {
      if (upstream.connecting || upstream.bytesRead + upstream.bytesWritten === 0)
        this.#forward(client, others);
      else client.destroy();
    });
    upstream.once('connect', () => {
      this.#keep(upstream);
      upstream.on('close', () => client.destroy());
      client.on('close', () => upstream.destroy());
      client.pipe(upstream).pipe(client);
      client.resume();
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
