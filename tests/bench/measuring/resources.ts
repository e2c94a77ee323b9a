import type { Figure } from './figure.ts';
import type { Usage } from './usage.ts';

/** What each process used during a measurement. */
export function usageFigures(during: string, used: Readonly<Record<string, Usage>>): Figure[] {
  return Object.entries(used)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { peakMiB, cpuSeconds }]) => [
      { name: `memory of ${name}, ${during}`, value: peakMiB, unit: 'MiB' },
      { name: `CPU of ${name}, ${during}`, value: cpuSeconds, unit: 's' },
    ]);
}
