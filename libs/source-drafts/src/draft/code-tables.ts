import type { ColumnProfile } from '../shapes/column-profile.ts';
import { type Vocabulary, meaningOf, unitOf } from '../shapes/code-lists.ts';
import { counted, rowsText } from './column-steps.ts';
import type { Entry, Inline } from './yaml-text.ts';

/** A code table of the different values of a column. */
export interface CodeTable {
  readonly entry: Entry;
  /** Share of the rows whose code is understood. */
  readonly understood: number;
}

/** Codes that a column may have to be one of codes. */
const mostCodes = 60;

/** The table of the column's codes by what each means; null where there are too many of them. */
export function codeTable(
  name: string,
  column: ColumnProfile,
  meaning: (code: string) => string | undefined,
): CodeTable | null {
  if (column.values.size > mostCodes || column.values.size === 0) return null;
  const known: Record<string, Inline> = {};
  const unknown: string[] = [];
  let rows = 0;
  // The language keeps "else" for all others.
  for (const [code, count] of column.values) {
    const means = code === 'else' || code === '__proto__' ? undefined : meaning(code);
    if (means === undefined) unknown.push(`${code} (${rowsText(count)})`);
    else {
      known[code] = means;
      rows += count;
    }
  }
  const listed = `${unknown.slice(0, 20).join(', ')}${unknown.length > 20 ? ' and more' : ''}`;
  return {
    entry: {
      ...{ key: name, value: { ...known, else: 'hold' } },
      guess: `${counted(column.values.size)} code${column.values.size === 1 ? '' : 's'} in ${rowsText(column.filled)}, all known`,
      ask: unknown.length === 0 ? undefined : `what these mean; what has them is held until then: ${listed}`,
    },
    understood: column.filled === 0 ? 0 : rows / column.filled,
  };
}

export const unitTable = (column: ColumnProfile): CodeTable | null => codeTable('units', column, unitOf);

const yes = /^(?:1|true|t|yes|y|ja|j|oui|o|si|s|x|-1)$/i;
const no = /^(?:0|false|f|no|n|nein|non)$/i;

/** What codes mean in a vocabulary of ours; a truth value by what its column is about. */
export function wordTable(name: string, column: ColumnProfile, vocabulary: Vocabulary): CodeTable | null {
  const { concepts } = column.about;
  if (vocabulary === 'itemStatus' && (concepts.includes('active') || concepts.includes('blocked'))) {
    const [ofYes, ofNo] = concepts.includes('blocked') ? ['ended', 'active'] : ['active', 'ended'];
    return codeTable(name, column, (code) =>
      yes.test(code) ? ofYes : no.test(code) ? ofNo : meaningOf(vocabulary, code),
    );
  }
  return codeTable(name, column, (code) => meaningOf(vocabulary, code));
}
