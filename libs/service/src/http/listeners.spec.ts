import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Listeners } from './listeners.ts';
import { startSample } from '../testing-application.ts';

const host = '127.0.0.1';
const started: (() => Promise<void>)[] = [];

async function stopAll(): Promise<void> {
  for (const stop of started.splice(0)) await stop();
}

afterEach(stopAll);

async function prepare() {
  const { app, stop } = await startSample();
  const listeners = new Listeners(app);
  started.push(async () => {
    await listeners.close();
    await stop();
  });
  return { server: app.getHttpServer(), listeners };
}

async function open() {
  const { server, listeners } = await prepare();
  await listeners.open({ host, port: 0 });
  return { server, port: (server.address() as AddressInfo).port };
}

describe('the listeners of a server', () => {
  // Elsewhere there is one.
  it.runIf(process.platform === 'linux')('let in several newcomers with each turn of the loop', async () => {
    const { server, port } = await open();
    let inside = 0;
    server.on('connection', () => inside++);
    const visitors = Array.from({ length: 64 }, () => connect(port, host));
    let turns = 0;
    for (; inside < visitors.length; turns++) await setImmediate();
    for (const visitor of visitors) visitor.destroy();
    expect(turns).toBeLessThan(visitors.length / 2);
  });

  it('all lead to the application', async () => {
    const { port } = await open();
    const answers = await Promise.all(
      Array.from({ length: 64 }, async () => {
        const answer = await fetch(`http://${host}:${port}/health/live`, {
          headers: { connection: 'close' },
        });
        await answer.arrayBuffer();
        return answer.status;
      }),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
  });

  it('close without waiting for those who came and said nothing', async () => {
    const { server, port } = await open();
    let inside = 0;
    server.on('connection', () => inside++);
    const visitors = Array.from({ length: 64 }, () => connect(port, host));
    const shownOut = Promise.all(visitors.map((visitor) => once(visitor.resume(), 'close')));
    while (inside < visitors.length) await setImmediate();
    await stopAll();
    await shownOut;
  });

  it('are not shared with another process', async () => {
    const { port } = await open();
    const { listeners } = await prepare();
    await expect(listeners.open({ host, port })).rejects.toThrow('EADDRINUSE');
    await expect(once(createServer().listen(port, host), 'listening')).rejects.toThrow('EADDRINUSE');
  });
});
