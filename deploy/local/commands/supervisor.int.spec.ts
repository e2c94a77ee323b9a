import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { brokerCount } from '../stores/kafka-metadata.ts';
import { poll } from '../processes/poll.ts';
import { startInstallation, type RunningInstallation } from '../testing/start-installation.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function connects(url: string, database?: string): Promise<boolean> {
  const address = new URL(url);
  if (database) address.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: address.href });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

describe('a running installation', () => {
  let installation: RunningInstallation;
  const notes: string[] = [];
  beforeAll(async () => {
    installation = await startInstallation({
      ports: 'free',
      parts: ['kafka', 'postgres'],
      events: { output: () => undefined, note: (text) => notes.push(text) },
    });
  });
  afterAll(() => installation.stop());

  const brokerPort = () => Number(installation.endpoints.kafka.split(':')[1]);

  it('starts a killed broker again and says so', async () => {
    const [before] = installation.pids('kafka');
    installation.kill('kafka', 'SIGKILL');
    await installation.ready('kafka');
    expect(installation.pids('kafka')).not.toEqual([before]);
    expect(await brokerCount(brokerPort())).toBe(1);
    expect(notes.join('\n')).toContain('kafka ended (SIGKILL)');
  });

  it('starts a killed database server again with its data', async () => {
    const admin = installation.endpoints.postgresAdmin ?? '';
    const client = new pg.Client({ connectionString: admin });
    await client.connect();
    await client.query('create table kept as select 1 as row');
    await client.end();
    installation.kill('postgres', 'SIGKILL');
    await installation.ready('postgres');
    const again = new pg.Client({ connectionString: admin });
    await again.connect();
    expect((await again.query('select * from kept')).rows).toEqual([{ row: 1 }]);
    await again.end();
  });

  it('leaves stopped what was stopped, until it is started', async () => {
    await installation.stopPart('kafka');
    expect(installation.pids('kafka')).toEqual([]);
    await expect(brokerCount(brokerPort())).rejects.toThrow(/ECONNREFUSED/);
    await installation.start('kafka');
    expect(await brokerCount(brokerPort())).toBe(1);
  });

  it('lets each role reach its own database and no other', async () => {
    const admin = new URL(installation.endpoints.postgresAdmin ?? '');
    const passwords = JSON.parse(readFileSync(join(installation.home, 'secrets', 'passwords.json'), 'utf8'));
    admin.username = 'orders';
    admin.password = passwords.orders;
    expect(await connects(admin.href, 'orders')).toBe(true);
    for (const foreign of ['catalog', 'demo_erp', 'apicurio', 'postgres', 'template1']) {
      expect(await connects(admin.href, foreign), foreign).toBe(false);
    }
  });

  it('keeps secrets and addresses from other users of the machine', () => {
    for (const file of [installation.endpointsFile, join(installation.home, 'secrets', 'passwords.json')]) {
      expect(statSync(file).mode & 0o077).toBe(0);
    }
  });
});

describe('a supervisor that is killed', () => {
  it('leaves no process behind', { timeout: 600_000 }, async () => {
    const home = mkdtempSync(join(tmpdir(), 'throughline-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const program = join(import.meta.dirname, 'fixtures', 'run-installation.ts');
    const supervisor = spawn(process.execPath, [program, home], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: supervisor.stdout }), 'line');
    const pids: Record<string, number> = JSON.parse(line);
    expect(Object.keys(pids).sort()).toEqual(['kafka', 'postgres']);
    expect(Object.values(pids).every(isAlive)).toBe(true);
    supervisor.kill('SIGKILL');
    await poll('the end of all processes', async () => !Object.values(pids).some(isAlive), {
      timeoutMs: 180_000,
    });
  });
});
