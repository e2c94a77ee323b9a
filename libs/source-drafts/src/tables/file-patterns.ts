/** Files of one kind, whose names differ by their time or number. */
export interface FileKind {
  /** As a reader names them: `ART_{asOf:yyyyMMdd}.csv`. */
  readonly pattern: string;
  /** What they are called, without their time, number and ending. */
  readonly name: string;
  /** The last of them by name. */
  readonly newest: string;
  readonly count: number;
  /** As `ready` names it: `{name}.ok`; null where none lies beside them. */
  readonly marker: string | null;
}

const year = '(?:19|20)\\d\\d';
const month = '(?:0[1-9]|1[0-2])';
const day = '(?:0[1-9]|[12]\\d|3[01])';
const clock = '(?:[01]\\d|2[0-3])[0-5]\\d';

/** Times in names, the longest first. */
const times: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`(?<!\\d)${year}${month}${day}([-_T]?)${clock}[0-5]\\d(?!\\d)`), 'yyyyMMdd{}HHmmss'],
  [new RegExp(`(?<!\\d)${year}${month}${day}([-_T]?)${clock}(?!\\d)`), 'yyyyMMdd{}HHmm'],
  [new RegExp(`(?<!\\d)${year}-${month}-${day}(?!\\d)`), 'yyyy-MM-dd'],
  [new RegExp(`(?<!\\d)${year}_${month}_${day}(?!\\d)`), 'yyyy_MM_dd'],
  [new RegExp(`(?<!\\d)${year}${month}${day}(?!\\d)`), 'yyyyMMdd'],
];
const markers = /\.(?:ok|done|fin|trg|ready|sem)$/i;
const noData =
  /^(?:\.|readme|licen[cs]e|source\.md$|changelog)|\.(?:md|pdf|png|jpe?g|gif|docx?|exe|tmp|part|bak)$/i;

function timed(name: string): { pattern: string; bare: string } | null {
  for (const [shape, format] of times) {
    const found = shape.exec(name);
    if (found === null) continue;
    const mark = found[1] ?? '';
    const written = format.replace('{}', mark === 'T' ? "'T'" : mark);
    const [before, after] = [name.slice(0, found.index), name.slice(found.index + found[0].length)];
    return { pattern: `${before}{asOf:${written}}${after}`, bare: before + after };
  }
  return null;
}

/** The kinds of files in a folder, by their names. Markers and what is no data are left out. */
export function fileKinds(names: readonly string[]): FileKind[] {
  const present = new Set(names);
  const numbered = new Map<string, number>();
  const shapeOf = (name: string) => name.replace(/\d{2,15}(?=\D*$)/, '{seq}');
  for (const name of names) numbered.set(shapeOf(name), (numbered.get(shapeOf(name)) ?? 0) + 1);
  const kinds = new Map<string, FileKind>();
  for (const name of [...names].toSorted()) {
    if (noData.test(name) || markers.test(name) || /[{}/\\]/.test(name)) continue;
    const byTime = timed(name);
    const shape = shapeOf(name);
    const pattern = byTime?.pattern ?? ((numbered.get(shape) ?? 0) > 1 ? shape : name);
    const bare = byTime?.bare ?? (pattern === name ? name : pattern.replace('{seq}', ''));
    kinds.set(pattern, {
      ...{ pattern, newest: name, count: (kinds.get(pattern)?.count ?? 0) + 1 },
      name: bare.replace(/\.[^.]*$/, '').replace(/[-_. ]+$/, '') || name,
      marker: markerOf(name, present),
    });
  }
  return [...kinds.values()];
}

function markerOf(name: string, present: ReadonlySet<string>): string | null {
  const stem = name.replace(/\.[^.]*$/, '');
  for (const other of present) {
    const ending = markers.exec(other)?.[0];
    if (ending === undefined) continue;
    if (other === name + ending) return `{name}${ending}`;
    if (other === stem + ending) return `{stem}${ending}`;
  }
  return null;
}
