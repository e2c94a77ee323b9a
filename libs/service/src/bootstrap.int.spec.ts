import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { rolldown } from 'rolldown';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
let folder: string;
let child: ChildProcessByStdio<Writable, Readable, Readable> | undefined;

beforeAll(async () => {
  // Inside of the checkout, so that the bundle finds node_modules.
  await mkdir(join(root, '.throughline'), { recursive: true });
  folder = await mkdtemp(join(root, '.throughline', 'service-test-'));
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'testing-main.ts'),
    platform: 'node',
    tsconfig: join(root, 'libs/service/tsconfig.json'),
    external: (id) => /^(node:|[a-z]|@(?!throughline\/|oxc-project\/))/.test(id),
  });
  await bundle.write({ file: join(folder, 'main.js') });
});
afterEach(() => void child?.kill('SIGKILL'));
afterAll(() => rm(folder, { recursive: true }));

function start(variables: NodeJS.ProcessEnv = {}, args: string[] = []) {
  const env = { SERVICE_NAME: 'streams', ...variables };
  child = spawn(process.execPath, [join(folder, 'main.js'), ...args], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: Record<string, unknown>[] = [];
  const closed = once(child, 'close').then(([code]) => code as number | null);
  const reader = createInterface(child.stdout);
  const listening = new Promise<string>((found, fail) => {
    reader.on('line', (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      lines.push(entry);
      if (typeof entry['url'] === 'string') found(entry['url']);
    });
    reader.on('close', () => fail(new Error(lines.map(({ msg }) => String(msg)).join('\n'))));
  });
  listening.catch(() => undefined);
  return { child, lines, closed, listening };
}

describe('bootstrap', () => {
  it('ends with the reason when the environment is wrong', async () => {
    const { closed, lines } = start({ PORT: 'eighty', RATE_LIMIT_READS: '-1' });
    expect(await closed).toBe(1);
    const { msg, level } = lines.at(-1) ?? {};
    expect(level).toBe('fatal');
    expect(msg).toMatch(/environment of streams.*\n {2}PORT: .*\n {2}RATE_LIMIT_READS: /);
  });

  it('reads for a rebuild only when a service has started it', async () => {
    const { closed, lines } = start({}, ['rebuild', 'streams.projection']);
    expect(await closed).toBe(2);
    expect(lines).toMatchObject([
      {
        level: 'fatal',
        group: 'streams.projection',
        msg: 'Only a service can start the process of a rebuild',
      },
    ]);
  });

  it('ends with the reason when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { closed, lines } = start({ PORT: String(port) });
    expect(await closed).toBe(1);
    expect(JSON.stringify(lines.at(-1))).toContain('EADDRINUSE');
    other.close();
  });

  it('has a thousand visitors wait while it is busy, and turns none away', async () => {
    const { child, listening } = start();
    const { port } = new URL(await listening);
    // Where the system says nothing, as on macOS, it takes 128.
    const allowed = Number(await readFile('/proc/sys/net/core/somaxconn', 'utf8').catch(() => 128));
    child.kill('SIGSTOP');
    const visitors = Array.from({ length: Math.min(1_000, allowed) }, () =>
      connect(Number(port), '127.0.0.1'),
    );
    await Promise.all(visitors.map((visitor) => once(visitor, 'connect')));
    for (const visitor of visitors) visitor.write('GET /health/live HTTP/1.1\r\nhost: here\r\n\r\n');
    child.kill('SIGCONT');
    const answers = await Promise.all(
      visitors.map(async (visitor) => String((await once(visitor, 'data'))[0]).slice(0, 15)),
    );
    expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 200 OK']));
    for (const visitor of visitors) visitor.destroy();
  });

  it('lets streams end themselves and leaves with 0 at SIGTERM', async () => {
    const { child, closed, listening } = start();
    const response = await fetch(`${await listening}/polite`);
    child.kill('SIGTERM');
    expect(await response.text()).toBe('data: 1\n\ndata: bye\n\n');
    expect(await closed).toBe(0);
  });

  it('does not wait for ever for those that do not', async () => {
    const { child, closed, listening } = start({ SHUTDOWN_GRACE_SECONDS: '0.1' });
    const response = await fetch(`${await listening}/stubborn`);
    const body = response.text();
    child.kill('SIGINT');
    await expect(body).rejects.toThrow();
    expect(await closed).toBe(0);
  });

  it('does not outlive its parent', async () => {
    const { child, closed, listening } = start({ THROUGHLINE_PARENT_PIPE: '1' });
    await listening;
    child.stdin.end();
    expect(await closed).toBe(0);
  });

  it('does not mind a closed standard input otherwise', async () => {
    const { child, closed, listening } = start();
    const url = await listening;
    child.stdin.end();
    const { status } = await fetch(`${url}/health/live`);
    expect(status).toBe(200);
    child.kill('SIGTERM');
    expect(await closed).toBe(0);
    expect(await text(child.stderr)).toBe('');
  });
});
