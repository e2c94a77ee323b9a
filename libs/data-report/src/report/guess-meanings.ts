import type { FlatRecord } from '../collecting/flat-record.ts';
import type { Meaning } from '../settings.ts';
import { gtinState } from '../values/damaged-codes.ts';
import { readDate } from '../values/dates.ts';
import { meansNothing } from '../values/nothing-words.ts';
import { readNumber } from '../values/numbers.ts';

/** Values below which nothing is guessed. */
const enough = 20;

const isGtin = (text: string) => /^\d{12,14}$/.test(text) && gtinState(text) === 'gtin';
/** Digits alone may be anything. */
const isDate = (text: string) => /\D/.test(text) && readDate(text).trouble !== 'unreadable';
const isNumber = (text: string) =>
  !['unreadable', 'overpunch', 'unit'].includes(readNumber(text).trouble ?? '');
const hasFraction = (text: string) => /[.,]\d+-?$/.test(text);

/** What columns probably mean, by the values of the first records. What is no date, decimal or GTIN is text. */
export function guessMeanings(records: readonly FlatRecord[]): Map<string, Meaning> {
  const values = new Map<string, string[]>();
  for (const { cells } of records)
    for (const { column, value } of cells) {
      const text = value?.trim() ?? '';
      if (text === '' || meansNothing(text)) continue;
      const list = values.get(column);
      if (list) list.push(text);
      else values.set(column, [text]);
    }
  return new Map([...values].map(([column, texts]) => [column, meaningOf(texts)]));
}

function meaningOf(texts: readonly string[]): Meaning {
  const most = (holds: (text: string) => boolean) =>
    texts.length >= enough && texts.filter(holds).length >= texts.length * 0.9;
  if (most(isGtin)) return 'gtin';
  if (most(isDate)) return 'date';
  return most(isNumber) && texts.some(hasFraction) ? 'decimal' : 'text';
}
