import { Unreadable } from '../fault.ts';
import { XmlParser } from '../trees/xml-parser.ts';
import type { Guess } from './guess.ts';

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** What elements there are in a text, by their paths from the root. */
interface Elements {
  readonly counts: Map<string, number>;
  /** Those that stand in one other several times. */
  readonly repeated: Set<string>;
  /** Those that hold others, or several attributes. */
  readonly holders: Set<string>;
}

/**
 * Paths of the elements right below the root, where there are several kinds of them that are flat records: attributes
 * alone, as entities are exported. None of other texts.
 */
export function recordPaths(text: string): string[] {
  const { counts, holders } = elementsIn(text);
  const paths = [...counts.keys()].filter((path) => path.split('/').length === 2);
  const isDeep = [...counts.keys()].some((path) => path.split('/').length > 3);
  return paths.length > 1 && !isDeep && paths.every((path) => holders.has(path)) ? paths : [];
}

/** Guesses which element is a record: of those that repeat and hold others, the one nearest to the root; and which repeat inside of it. */
export function guessRecordPath(text: string): { path: Guess; many: string[] } {
  const { counts, repeated, holders } = elementsIn(text);
  const depth = (path: string) => path.split('/').length;
  const [path = counts.keys().next().value ?? 'unknown'] = [...repeated].sort(
    (a, b) =>
      Number(holders.has(b)) - Number(holders.has(a)) ||
      depth(a) - depth(b) ||
      (counts.get(b) ?? 0) - (counts.get(a) ?? 0),
  );
  const many = [...repeated]
    .filter((other) => other.startsWith(`${path}/`))
    .map((other) => other.slice(path.length + 1));
  return {
    path: {
      field: 'xml',
      value: path,
      sure: 'unsure',
      because: `of the elements that repeat it is the nearest to the root (${counts.get(path) ?? 0} of them)`,
    },
    many,
  };
}

function elementsIn(text: string): Elements {
  const counts = new Map<string, number>();
  const repeated = new Set<string>();
  const holders = new Set<string>();
  const open: { path: string; inside: Map<string, number> }[] = [];
  const parser = new XmlParser(
    {
      open(tag) {
        const name = local(tag.name);
        const above = open.at(-1);
        const path = above === undefined ? name : `${above.path}/${name}`;
        counts.set(path, (counts.get(path) ?? 0) + 1);
        if (Object.keys(tag.attributes).length > 1) holders.add(path);
        if (above !== undefined) {
          holders.add(above.path);
          const count = (above.inside.get(name) ?? 0) + 1;
          above.inside.set(name, count);
          if (count > 1) repeated.add(path);
        }
        open.push({ path, inside: new Map() });
      },
      text() {},
      close: () => void open.pop(),
    },
    { chars: 1_000_000, depth: 64 },
    false,
  );
  try {
    parser.push(text);
  } catch (error) {
    // What was read up to there is enough for a guess.
    if (!(error instanceof Unreadable)) throw error;
  }
  return { counts, repeated, holders };
}
