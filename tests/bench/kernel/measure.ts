import type { RunningInstallation } from '../../../deploy/local/testing/start-installation.ts';
import type { Measured } from '../measuring/side-by-side.ts';
import { usageOf } from '../measuring/usage.ts';

/** The process whose memory and CPU count as `memory` and `cpu`, and others that are only shown. */
export interface Watched {
  name: string;
  pid: number;
  others?: Readonly<Record<string, number>>;
}

/** Watches a process and the stores while `work` runs. @returns its values, and what all of them used */
export async function watching(
  { endpoints }: RunningInstallation,
  { name, pid, others }: Watched,
  work: () => Promise<Record<string, number>>,
): Promise<Measured> {
  const { postgres, kafka } = endpoints.pids;
  const pids = { [name]: pid, ...others, ...(postgres && { postgres }), ...(kafka && { kafka }) };
  const usage = await usageOf(pids, { everyMs: 1_000 });
  const values = await work();
  const used = await usage.since();
  return { values: { ...values, memory: used[name]?.peakMiB ?? 0, cpu: used[name]?.cpuSeconds ?? 0 }, used };
}
