import type { DistinctSample } from '../collecting/distinct-sample.ts';
import { collisionKeys } from '../values/collision-keys.ts';
import { type Draft, type KnownColumn, yamlText } from './check.ts';

export interface Occurrence {
  count: number;
  position: number;
}

interface Spelling extends Occurrence {
  value: string;
}

/** Spellings of a column that are probably one, and which of them the code table should name. */
export function similarCodes(
  column: KnownColumn,
  values: DistinctSample<Occurrence>,
  examples: number,
): Draft[] {
  const { codes = [], table } = column.settings;
  const clusters = clustersOf([...values.entries()].map(([value, seen]) => ({ value, ...seen })));
  const known = new Set(codes);
  const judged = clusters
    .map((spellings) => {
      const named = spellings.filter(({ value }) => known.has(value));
      const best = named[0] ?? spellings[0];
      // Codes of the table that look alike are two codes.
      const others = spellings.filter((spelling) => spelling !== best && !known.has(spelling.value));
      return { best, others, count: others.reduce((sum, { count }) => sum + count, 0) };
    })
    .filter(({ others }) => others.length > 0)
    .sort((a, b) => b.count - a.count);
  if (judged.length === 0) return [];
  const lines = judged
    .slice(0, 50)
    .flatMap(({ best, others }) =>
      others.map(({ value, count }) => `    ${yamlText(value)}: ${yamlText(best?.value ?? '')} # ${count}`),
    );
  return [
    {
      kind: 'similar-codes',
      column: column.name,
      count: judged.reduce((sum, { count }) => sum + count, 0) * values.factor,
      exact: values.exact,
      examples: judged.slice(0, examples).map(({ best, others }) => ({
        position: others[0]?.position ?? 0,
        ...(best && { other: best.position }),
        values: [...others.slice(0, 5).map(({ value }) => value), best?.value ?? ''],
      })),
      params: { clusters: judged.length },
      suggestion: ['tables:', `  ${yamlText(table ?? column.name)}:`, ...lines].join('\n'),
    },
  ];
}

/** Groups of several spellings that share collisionKeys, the most frequent spelling first. */
function clustersOf(spellings: readonly Spelling[]): Spelling[][] {
  const parents = spellings.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] ?? root;
    parents[index] = root;
    return root;
  };
  const firstWith = new Map<string, number>();
  spellings.forEach(({ value }, index) => {
    for (const key of collisionKeys(value)) {
      const first = firstWith.get(key);
      if (first === undefined) firstWith.set(key, index);
      else parents[rootOf(index)] = rootOf(first);
    }
  });
  const groups = Map.groupBy(spellings.keys(), rootOf);
  return [...groups.values()]
    .filter((members) => members.length > 1)
    .map((members) =>
      members
        .flatMap((index) => spellings[index] ?? [])
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    );
}
