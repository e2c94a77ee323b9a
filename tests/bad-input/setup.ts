import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { temporaryHome } from '../../deploy/local/testing/test-home.ts';
import { startSystem } from '../system/system.ts';
import { prepareIdentity } from './identity.ts';

/** A system of its own, whose tokens are signed here. The variable names the folder of one that runs already. */
export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env['THROUGHLINE_BAD_INPUT_SYSTEM'];
  if (running !== undefined) return void project.provide('home', running);
  const home = await temporaryHome('bad-input');
  const remove = () => rmSync(home, { recursive: true, force: true });
  try {
    prepareIdentity(home);
    const system = await startSystem({ home });
    project.provide('home', home);
    return async () => {
      await system.stop();
      remove();
    };
  } catch (error) {
    remove();
    throw error;
  }
}
