import { createServer, connect } from 'node:net';

/** Two ports per name would be a mistake in the topology; a port in use belongs to somebody else. */
export class PortInUse extends Error {
  constructor(port: number, usedFor: string, option: string) {
    super(
      `Port ${port} (${usedFor}) is in use. Choose another with ${option} <port>, or move all with --port-base <port>.`,
    );
    this.name = 'PortInUse';
  }
}

/** True when nothing listens on the port of this host and it can be bound. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** True when something accepts a connection there. */
export function accepts(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

const taken = new Set<number>();

/**
 * Finds a port that is free now and was not handed out before by this process. It lies below the range
 * from which the system takes the ports of outgoing connections, so that it stays free while its owner restarts.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 18_000);
    if (!taken.has(port) && (await isFree(port))) {
      taken.add(port);
      return port;
    }
  }
}
