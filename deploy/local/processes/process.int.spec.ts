import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManagedProcess } from './process.ts';
import { Watchdog } from './watchdog.ts';

let folder: string;
let watchdog: Watchdog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-process-'));
  watchdog = new Watchdog();
});
afterEach(async () => {
  watchdog.close();
  await rm(folder, { recursive: true });
});

function idler(): ManagedProcess {
  const one: ManagedProcess = new ManagedProcess(
    {
      name: 'idler',
      command: process.execPath,
      args: ['-e', 'setInterval(() => undefined, 1_000)'],
      env: { PATH: process.env.PATH },
      stopSignal: 'SIGTERM',
      isReady: async () => one.pid !== undefined,
      logFile: join(folder, 'idler.log'),
    },
    watchdog,
    { output: () => undefined, note: () => undefined },
  );
  return one;
}

describe('a process that is kept running', () => {
  it('stays stopped when it was stopped, whoever wants to replace it', async () => {
    const one = idler();
    await one.start();
    await one.stop();
    await one.replace();
    expect([one.state, one.pid]).toEqual(['stopped', undefined]);
    await expect(one.ready()).rejects.toThrow('idler was stopped');
  });

  it('is not started again by a replacement that is under way when it is stopped', async () => {
    const one = idler();
    await one.start();
    const replaced = one.replace().catch(() => undefined);
    await one.stop();
    await replaced;
    expect([one.state, one.pid]).toEqual(['stopped', undefined]);
  });
});
