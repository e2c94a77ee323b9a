import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryHome } from './test-home.ts';

it('clears what killed processes have left, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-homes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const ended = spawnSync('true').pid;
  const stays = [
    'throughline-system-x',
    `throughline-other-${ended}-x`,
    `throughline-system-${process.pid}-x`,
  ];
  const goes = `throughline-system-${ended}-x`;
  for (const name of [...stays, goes]) mkdirSync(join(folder, name, 'data'), { recursive: true });
  const home = await temporaryHome('system', folder);
  expect(basename(home)).toMatch(`throughline-system-${process.pid}-`);
  expect(stays.filter((name) => existsSync(join(folder, name, 'data')))).toEqual(stays);
  expect(existsSync(join(folder, goes))).toBe(false);
});
