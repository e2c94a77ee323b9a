import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from './figure.ts';
import type { House } from './house.ts';
import { type Usage, usageOf } from './usage.ts';

/** What each process used during a measurement. */
export function usageFigures(during: string, used: Readonly<Record<string, Usage>>): Figure[] {
  return Object.entries(used)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { peakMiB, cpuSeconds }]) => [
      { name: `memory of ${name}, ${during}`, value: peakMiB, unit: 'MiB' },
      { name: `CPU of ${name}, ${during}`, value: cpuSeconds, unit: 's' },
    ]);
}

/** What the house uses while nothing happens. */
export async function idle({ platform }: House, seconds: number): Promise<Figure[]> {
  const usage = await usageOf(platform.endpoints.pids);
  await pause(seconds * 1_000);
  const used = await usage.since();
  const sum = (of: (one: Usage) => number) => Object.values(used).reduce((total, one) => total + of(one), 0);
  return [
    ...usageFigures('idle', used).filter(({ unit }) => unit === 'MiB'),
    { name: 'memory of everything, idle', value: sum(({ peakMiB }) => peakMiB), unit: 'MiB' },
    {
      name: 'CPU of everything, idle',
      value: Number(((sum(({ cpuSeconds }) => cpuSeconds) / seconds) * 100).toFixed(1)),
      unit: '% of a core',
    },
  ];
}
