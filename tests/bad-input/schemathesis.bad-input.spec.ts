import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { pythonWith } from '../../deploy/local/testing/python.ts';
import { services } from '../system/staff.ts';
import { attach } from '../system/system.ts';

const system = attach(inject('home'));
const seed = process.env['THROUGHLINE_FUZZ_SEED'] ?? String(Date.now() % 1_000_000);
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
const folder = mkdtempSync(join(tmpdir(), 'throughline-schemathesis-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Operation {
  responses?: Record<string, { content?: Record<string, unknown> }>;
}

/** Paths whose answers go on until the page is closed. */
async function streams(url: string): Promise<string[]> {
  const page = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  return Object.entries(page.paths)
    .filter(([, operations]) => JSON.stringify(operations).includes('text/event-stream'))
    .map(([path]) => path);
}

describe('what schemathesis makes of its own OpenAPI page', () => {
  it.each(services)('%s answers as the page says', { timeout: 600_000 }, async (service) => {
    const python = await pythonWith('bad-input', join(import.meta.dirname, 'requirements.txt'));
    const { services: all, tokens } = system.endpoints();
    const { url = '' } = all[service] ?? {};
    const child = spawn(
      python,
      [
        ...['-m', 'schemathesis.cli', 'run', `${url}/openapi.json`, '--url', url, '--no-color'],
        ...['--header', `Authorization: Bearer ${tokens.admin}`, '--checks', checks.join(',')],
        ...['--phases', 'examples,coverage,fuzzing', '--max-examples', '25', '--seed', seed],
        ...['--generation-database', 'none', '--request-timeout', '10', '--continue-on-failure'],
        ...(await streams(url)).flatMap((path) => ['--exclude-path', path]),
      ],
      { cwd: folder, env: { ...process.env, PYTHONUTF8: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('exit', resolve);
    });
    const [said, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    expect(code, `seed ${seed}\n${complaints}${said}`).toBe(0);
  });
});
