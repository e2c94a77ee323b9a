import type { RawTree, RawValue } from '@throughline/connector';

/** A column by its name, or the names that lead to a value in a nested record. */
type Column = string | readonly string[];

/** Where the records of answers say what became of an order. */
export interface AnswerColumns {
  /** The source's own number of its document. */
  readonly number?: Column | undefined;
  /** The column that says whether it was taken, and what it says where not. */
  readonly refused?: { readonly column: Column; readonly is: readonly string[] } | undefined;
  /** Why it was not, for people. */
  readonly reason?: Column | undefined;
}

/** What a source has answered to an order. */
export type Answer = { readonly erpNumber: string } | { readonly refusal: string };

const silentRefusal = 'The back office refuses it and does not say why';

/**
 * What a record says of the order that it is about; null while it says neither that it was refused nor a number.
 * @param nothing texts that say nothing, beside the empty one
 */
export function answerOf(
  record: RawTree,
  { number, refused, reason }: AnswerColumns,
  nothing: readonly string[],
): Answer | null {
  const said = (column: Column | undefined): string | null => {
    const text = column === undefined ? null : textAt(record, column);
    return text === null || text.trim() === '' || nothing.includes(text.trim()) ? null : text;
  };
  const status = said(refused?.column);
  if (refused !== undefined && status !== null && refused.is.includes(status.trim()))
    return { refusal: said(reason)?.trim() ?? silentRefusal };
  const erpNumber = said(number);
  return erpNumber === null ? null : { erpNumber };
}

function textAt(record: RawTree, column: Column): string | null {
  const found = [column]
    .flat()
    .reduce<RawValue | undefined>(
      (value, name) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? (value as RawTree)[name]
          : undefined,
      record,
    );
  return typeof found === 'string' ? found : null;
}
