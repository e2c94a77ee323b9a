import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askControl } from '../control/control.ts';

/**
 * A temporary folder for an installation of a test. Removes those of the same kind whose process was killed before it could:
 * the name holds the id of the process.
 */
export async function temporaryHome(kind: string, folder = tmpdir()): Promise<string> {
  for (const name of readdirSync(folder)) {
    const home = join(folder, name);
    const pid = new RegExp(`^throughline-${kind}-(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)) && !(await isSupervised(home)))
      rmSync(home, { recursive: true, force: true });
  }
  return mkdtempSync(join(folder, `throughline-${kind}-${process.pid}-`));
}

/** For some seconds a supervisor outlives the process that started it. */
async function isSupervised(home: string): Promise<boolean> {
  const reply = await askControl(home, { command: 'where' }).catch(() => undefined);
  return reply !== undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
