import type { RawTree, RawValue } from '@throughline/connector';

/** What the values of a column are. */
export interface ValueProfile {
  /** Records that were looked at, those that have it, and those in which it says something. */
  readonly records: number;
  readonly present: number;
  readonly filled: number;
  /** Characters of the longest value. */
  readonly longest: number;
  /** Values of each kind: `whole`, `comma` and `point` for numbers by their decimal mark, `date …`, `text`, `nested`. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** What a column is by the catalogue of a database. */
export interface CatalogueColumn {
  /** As the database calls it. */
  readonly type: string;
  /** Characters or digits that it takes; null where it has no such limit. */
  readonly length: number | null;
}

/** What the columns of a reader are, by the values of a document or the catalogue of a database. */
export interface ReaderProfile {
  /** Records of the document; 0 of a catalogue. */
  readonly records: number;
  readonly columns: Readonly<Record<string, ValueProfile | CatalogueColumn>>;
}

/** Columns that are looked at, formats of dates that are told apart, and characters of what may be a number or a date. */
const most = { columns: 500, formats: 8, characters: 40 };

interface Counts {
  present: number;
  filled: number;
  longest: number;
  kinds: Record<string, number>;
}

/** Looks at records one by one and remembers of each column what its values are. */
export class ProfileTally {
  #records = 0;
  readonly #columns = new Map<string, Counts>();
  readonly #nothing: ReadonlySet<string>;

  /** @param nothing texts that say nothing, beside the empty one */
  constructor(nothing: readonly string[] = []) {
    this.#nothing = new Set(['', ...nothing]);
  }

  add(values: RawTree): void {
    this.#records += 1;
    for (const name in values) {
      const counts = this.#columns.get(name) ?? this.#column(name);
      if (counts !== null) this.#note(counts, values[name] ?? null);
    }
  }

  #column(name: string): Counts | null {
    if (this.#columns.size >= most.columns) return null;
    const counts = { present: 0, filled: 0, longest: 0, kinds: {} };
    this.#columns.set(name, counts);
    return counts;
  }

  #note(counts: Counts, value: RawValue): void {
    counts.present += 1;
    if (value === null) return;
    const text = typeof value === 'string' ? value.trim() : null;
    if (text !== null && this.#nothing.has(text)) return;
    counts.filled += 1;
    if (text !== null && text.length > counts.longest) counts.longest = text.length;
    const found = text === null ? 'nested' : kindOf(text);
    const isKnown = Object.hasOwn(counts.kinds, found) || Object.keys(counts.kinds).length < most.formats;
    const kind = isKnown ? found : 'text';
    counts.kinds[kind] = (counts.kinds[kind] ?? 0) + 1;
  }

  get profile(): ReaderProfile {
    const records = this.#records;
    const columns = [...this.#columns].map(([name, counts]) => [name, { records, ...counts }] as const);
    return { records, columns: Object.fromEntries(columns) };
  }
}

const date =
  /^\d{1,4}([./-])\d{1,2}\1\d{1,4}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?$/;
const number = /^[+-]?[\d.,'\u00A0\u202F ]*\d-?$/;

/** What a text may be: dates by their format, numbers by their decimal mark; `1.234` may be either and counts as whole. */
export function kindOf(text: string): string {
  const first = text.charCodeAt(0);
  const mayBe = (first >= 48 && first <= 57) || first === 43 || first === 45;
  if (!mayBe || text.length > most.characters) return 'text';
  if (date.test(text)) return `date ${text.replaceAll(/\d{4,}/g, 'yyyy').replaceAll(/\d+/g, '9')}`;
  if (!number.test(text)) return 'text';
  const [comma, point] = [text.lastIndexOf(','), text.lastIndexOf('.')];
  const mark = Math.max(comma, point);
  if (mark < 0) return 'whole';
  const isAlone = comma < 0 || point < 0;
  const isRepeated = isAlone && text.indexOf(text[mark] ?? '') !== mark;
  const digits = text.length - mark - 1 - (text.endsWith('-') ? 1 : 0);
  if (isRepeated || (isAlone && digits === 3)) return 'whole';
  return comma > point ? 'comma' : 'point';
}
