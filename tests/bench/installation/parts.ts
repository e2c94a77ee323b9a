import {
  startInstallation,
  type RunningInstallation,
} from '../../../deploy/local/testing/start-installation.ts';
import type { PartName } from '../../../deploy/local/topology.ts';

const open = new Set<() => Promise<void>>();

/** Starts parts of the installation in a temporary folder on free ports, lets `work` use them, and removes all of it. */
export async function withParts<T>(
  parts: readonly PartName[],
  work: (running: RunningInstallation) => Promise<T>,
): Promise<T> {
  const notes: string[] = [];
  const running = await startInstallation({
    ports: 'free',
    parts,
    events: { output: () => undefined, note: (text) => / ended \(/.test(text) && notes.push(text) },
  });
  return closing(running.stop, async () => {
    const result = await work(running).catch((cause: unknown) => {
      throw notes.length > 0 ? new Error(notes.join('\n'), { cause }) : cause;
    });
    if (notes.length > 0) throw new Error(`The figures do not count:\n${notes.join('\n')}`);
    return result;
  });
}

/** Runs `work` and then `close`, also when it fails or the run is broken off. */
export async function closing<T>(close: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  let closed: Promise<void> | undefined;
  const once = () => (closed ??= close());
  open.add(once);
  try {
    return await work();
  } finally {
    await once();
    open.delete(once);
  }
}

/** Closes whatever is open, the last first. */
export async function closeAll(): Promise<void> {
  for (const close of [...open].toReversed()) await close().catch(() => undefined);
}
