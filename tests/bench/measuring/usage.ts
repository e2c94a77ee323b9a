import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What a process, with its descendants, has used since a moment. */
export interface Usage {
  /** Most memory at any look, shared pages counted once where the system tells (Linux). */
  peakMiB: number;
  cpuSeconds: number;
}

export interface UsageWatch {
  /** Ends the watch. @returns what each process has used */
  since(): Promise<Record<string, Usage>>;
}

interface Look {
  memoryMiB: number;
  cpuSeconds: number;
}

// A look at the pages of all processes takes some 40 ms of CPU, so there are few.
const usualMs = 5_000;
const run = promisify(execFile);

/** Watches processes from now on; a process that is gone at the end counts as of the last look. */
export async function usageOf(
  pids: Readonly<Record<string, number>>,
  { everyMs = usualMs }: { everyMs?: number } = {},
): Promise<UsageWatch> {
  const before = await look(pids);
  const peaks = new Map(Object.entries(before).map(([name, { memoryMiB }]) => [name, memoryMiB]));
  let latest = before;
  let looking: Promise<void> = Promise.resolve();
  const again = async () => {
    latest = { ...latest, ...(await look(pids)) };
    for (const [name, { memoryMiB }] of Object.entries(latest))
      peaks.set(name, Math.max(memoryMiB, peaks.get(name) ?? 0));
  };
  const timer = setInterval(() => (looking = looking.then(again)), everyMs);
  timer.unref();
  return {
    since: async () => {
      clearInterval(timer);
      await looking;
      await again();
      return Object.fromEntries(
        Object.entries(latest).map(([name, { cpuSeconds }]) => [
          name,
          {
            peakMiB: Math.round(peaks.get(name) ?? 0),
            cpuSeconds: Number((cpuSeconds - (before[name]?.cpuSeconds ?? 0)).toFixed(2)),
          },
        ]),
      );
    },
  };
}

interface Row {
  pid: number;
  parent: number;
  cpuSeconds: number;
  memoryKiB: number;
}

async function look(pids: Readonly<Record<string, number>>): Promise<Record<string, Look>> {
  const rows = await processes();
  const children = Map.groupBy(rows, ({ parent }) => parent);
  const family = (pid: number): Row[] => {
    const own = rows.filter((row) => row.pid === pid);
    return [...own, ...(children.get(pid) ?? []).flatMap((child) => family(child.pid))];
  };
  const looks = Object.entries(pids).map(async ([name, pid]) => {
    const members = family(pid);
    const memory = await Promise.all(
      members.map(async (row) => (await ownMemoryKiB(row.pid)) ?? row.memoryKiB),
    );
    const cpuSeconds = await Promise.all(
      members.map(async (row) => (await cpuOf(row.pid)) ?? row.cpuSeconds),
    );
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    return [name, { memoryMiB: sum(memory) / 1024, cpuSeconds: sum(cpuSeconds) }] as const;
  });
  return Object.fromEntries(await Promise.all(looks));
}

async function processes(): Promise<Row[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,rss=,time=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, rss, time = ''] = line.trim().split(/\s+/);
      const cpuSeconds = time.split(/[-:]/).reduce((seconds, part, index, parts) => {
        const unit = index === 1 && parts.length === 4 ? 24 : 60;
        return seconds * unit + Number(part);
      }, 0);
      return { pid: Number(pid), parent: Number(parent), memoryKiB: Number(rss), cpuSeconds };
    });
}

/** Proportional set size: pages that several processes share are divided among them. */
async function ownMemoryKiB(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => undefined);
  const pss = text && /^Pss:\s+(\d+)/m.exec(text)?.[1];
  return pss === undefined || pss === '' ? undefined : Number(pss);
}

const ticksPerSecond = 100;

/** Time of the process and of those of its children that have ended. */
async function cpuOf(pid: number): Promise<number | undefined> {
  if (!existsSync('/proc/self/stat')) return undefined;
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field is the program's name in parentheses, in which anything may stand.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  return fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0) / ticksPerSecond;
}
