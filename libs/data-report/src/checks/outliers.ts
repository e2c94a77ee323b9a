import { Magnitudes } from '../collecting/magnitudes.ts';
import type { ReportSettings } from '../settings.ts';
import type { Draft } from './check.ts';

/** Below so many values a group says nothing about what is usual in it. */
const enough = 20;

/** Values that are far larger or smaller than those of their group, or than all where a group is small. */
export function outliers(column: string, settings: ReportSettings) {
  const { groups, examples } = settings.limits;
  const all = new Magnitudes();
  const byGroup = new Map<string, Magnitudes>();
  return {
    /** @param magnitude above 0 */
    see(magnitude: number, position: number, value: string, group: string): void {
      all.add(magnitude, position, value);
      const name = byGroup.has(group) || byGroup.size < groups ? group : '';
      let own = byGroup.get(name);
      if (!own) byGroup.set(name, (own = new Magnitudes()));
      own.add(magnitude, position, value);
    },
    drafts(): Draft[] {
      if (all.total < enough) return [];
      const found = [...byGroup.values()]
        .flatMap((own) => own.outlying(own.total < enough ? all : own))
        .sort((a, b) => b.factor - a.factor);
      if (found.length === 0) return [];
      return [
        {
          kind: 'outliers',
          column,
          count: found.reduce((sum, { count }) => sum + count, 0),
          outOf: all.total,
          examples: found.slice(0, examples).map(({ position, value }) => ({ position, values: [value] })),
          params: { factor: Math.round(found[0]?.factor ?? 0), groupBy: settings.groupBy ?? '' },
        },
      ];
    },
    get held(): number {
      return [...byGroup.values()].reduce((sum, { size }) => sum + size, all.size);
    },
  };
}
