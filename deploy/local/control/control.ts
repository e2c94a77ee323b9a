import { mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { socketPath } from '../paths.ts';

export type ControlRequest =
  { command: 'list' } | { command: 'start' | 'stop' | 'restart'; name: string } | { command: 'where' };

export interface ControlReply {
  ok: boolean;
  text: string;
}

/** Listens for requests; only the user who started it may speak to it. */
export async function serveControl(
  home: string,
  handle: (request: ControlRequest) => Promise<ControlReply>,
): Promise<Server> {
  const path = socketPath(home);
  mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    onLine(socket, (line) => {
      void Promise.resolve()
        .then(() => handle(JSON.parse(line)))
        .catch((error: unknown): ControlReply => ({
          ok: false,
          text: error instanceof Error ? error.message : String(error),
        }))
        .then((reply) => socket.end(`${JSON.stringify(reply)}\n`));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return server;
}

/** Asks the supervisor of a home. @returns undefined when none runs */
export function askControl(home: string, request: ControlRequest): Promise<ControlReply | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath(home));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
    socket.once('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    onLine(socket, (line) => resolve(JSON.parse(line)));
    socket.once('close', () => resolve(undefined));
  });
}

/** Calls back with the first line that arrives. */
function onLine(socket: Socket, receive: (line: string) => void): void {
  let text = '';
  socket.setEncoding('utf8').on('data', function collect(chunk: string) {
    text += chunk;
    if (!text.includes('\n')) return;
    socket.off('data', collect);
    receive(text.slice(0, text.indexOf('\n')));
  });
}
