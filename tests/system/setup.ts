import type { TestProject } from 'vitest/node';
import { startSystem, type OwnSystem } from './system.ts';

const variable = 'THROUGHLINE_TEST_SYSTEM';

interface Shared {
  system: Promise<OwnSystem>;
  users: number;
}

const shared: { throughlineSystem?: Shared } = globalThis as object;

/**
 * One system for all the projects of a run: the first starts it, the last stops it. The variable names the folder of
 * one that runs already. Orders honour no price that is over, so that a change of price can be seen to matter.
 */
export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env[variable];
  if (running !== undefined) return void project.provide('home', running);
  const environment = { PRICE_GRACE_SECONDS: '0' };
  const own = (shared.throughlineSystem ??= { system: startSystem({ environment }), users: 0 });
  own.users += 1;
  const system = await own.system;
  project.provide('home', system.home);
  return async () => {
    own.users -= 1;
    if (own.users === 0) await system.stop();
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the running system. */
    home: string;
  }
}
