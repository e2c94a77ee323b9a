import type { Tally } from '../collecting/tally.ts';
import type { FindingKind, Severity } from '../finding-kinds.ts';
import type { Example } from '../data-report.ts';
import type { ColumnSettings, Meaning, ReportSettings } from '../settings.ts';

/** What is known, or guessed, of one column. */
export interface KnownColumn {
  readonly name: string;
  readonly means: Meaning;
  readonly guessed: boolean;
  readonly isKey: boolean;
  readonly settings: ColumnSettings;
}

/** How a count is made up. */
export interface Part {
  label?: string;
  value?: string;
  count: number;
}

/** A finding before it is put into words. */
export interface Draft {
  kind: FindingKind;
  column: string | null;
  count: number;
  /** Null for all that was looked at: rows, or values of the column. */
  outOf?: number;
  exact?: boolean;
  severity?: Severity;
  examples?: readonly Example[];
  details?: readonly Part[];
  params?: Readonly<Record<string, string | number>>;
  suggestion?: string;
}

/** Looks at the values of one column that say something, in bounded memory. */
export interface ValueCheck {
  /** @param group value of the column by which values are compared, '' without one */
  see(value: string, position: number, group: string): void;
  drafts(): Draft[];
  /** Things that are held for each of many values, which limits bound. */
  readonly held?: number;
}

export type ValueCheckFor = (column: KnownColumn, settings: ReportSettings) => ValueCheck | null;

/** The finding of a tally; none when nothing was counted. */
export function draftOf(
  kind: FindingKind,
  column: string,
  { count, examples }: Tally,
  more: Partial<Draft> = {},
): Draft[] {
  return count === 0 ? [] : [{ kind, column, count, examples, ...more }];
}

/** A text as YAML that stays a text whatever it is. */
export const yamlText = (text: string): string => JSON.stringify(text);
