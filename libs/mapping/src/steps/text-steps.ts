import { gtinFault, spreadsheetDamage } from '../values/codes.ts';
import { shapeOf } from '../values/shape.ts';
import { expandShorthand, plainText, sentenceCase, titleCase } from '../values/texts.ts';
import { Misfit, type Value, listOf, scalarOf } from '../values/value-type.ts';
import type { Compiled, StepWord } from './step.ts';

const text = scalarOf('text');

/** A word without arguments that makes text of text. */
function plain(word: string, says: string, make: (value: string) => string | Misfit): StepWord {
  return {
    ...{ word, usage: word, says, from: ['text'] },
    compile: (args) =>
      args.length > 0 ? 'takes no arguments' : { to: text, run: (value) => make(value as string) },
  };
}

/** A word with one argument that makes text of text. */
function marked(word: string, says: string, make: (value: string, mark: string) => string): StepWord {
  return {
    ...{ word, usage: `${word} "/"`, says, from: ['text'] },
    compile: ([mark, ...rest]) =>
      mark === undefined || mark === '' || rest.length > 0
        ? 'takes one text'
        : { to: text, run: (value) => make(value as string, mark) },
  };
}

const undamaged = (value: string): string | Misfit => {
  const damage = spreadsheetDamage(value);
  return damage === null ? value : new Misfit(damage);
};

export const textSteps: readonly StepWord[] = [
  plain('trim', 'Without blanks around it.', (value) => value.trim()),
  plain('squeeze', 'Without blanks around it, and with one where several are together.', (value) =>
    value.trim().replace(/\s+/g, ' '),
  ),
  plain('upper', 'In capitals.', (value) => value.toUpperCase()),
  plain('lower', 'In small letters.', (value) => value.toLowerCase()),
  plain('sentence', '`TIRES AND TUBES` as `Tires and tubes`.', sentenceCase),
  plain('title', '`LA REUNION` as `La Reunion`; a word with a digit stays as it is.', titleCase),
  plain('stripHtml', 'The text of HTML: no tags, entities read.', plainText),
  plain('code', 'A code: no blanks around it, in capitals. One like `4.0E+12` is held.', (value) =>
    value.includes('+') ? undamaged(value.trim().toUpperCase()) : value.trim().toUpperCase(),
  ),
  plain('gtin', 'A GTIN of 8, 12, 13 or 14 digits; one with a wrong check digit is held.', (value) => {
    const fault = gtinFault(value);
    return fault === null ? value : new Misfit(`${fault}: ${shapeOf(value)}`);
  }),
  {
    ...{ word: 'undamaged', usage: 'undamaged 5', from: ['text'] },
    says: 'Holds what a spreadsheet has made of a code: `4.0E+12`, `2-Jan`; with a number, digits that are fewer.',
    compile: ([digits, ...rest]): Compiled => {
      const fewest = digits === undefined ? 0 : Number(digits);
      if (rest.length > 0 || !Number.isInteger(fewest) || fewest < 0)
        return 'takes the number of digits, or nothing';
      return {
        to: text,
        run: (value) => {
          const found = value as string;
          if (/^\d+$/.test(found) && found.length < fewest)
            return new Misfit('has lost zeros in front to a spreadsheet');
          return undamaged(found);
        },
      };
    },
  },
  marked('before', 'What stands before the first of a text, all where it is not there.', (value, mark) => {
    const at = value.indexOf(mark);
    return at < 0 ? value : value.slice(0, at).trimEnd();
  }),
  marked('after', 'What stands after the first of a text, nothing where it is not there.', (value, mark) => {
    const at = value.indexOf(mark);
    return at < 0 ? '' : value.slice(at + mark.length).trimStart();
  }),
  marked('without', 'Without a text, wherever it stands.', (value, mark) =>
    value.replaceAll(mark, '').trim(),
  ),
  {
    ...{ word: 'shorthand', usage: 'shorthand words', from: ['text'] },
    says: 'Office shorthand in full, word by word, by a table; words that it has not stay as they are.',
    compile: ([name, ...rest], _, { tables }): Compiled => {
      const table = tables.get(name ?? '');
      if (name === undefined || rest.length > 0) return 'takes the name of a table';
      if (!table || table.list) return `has no table of words ${JSON.stringify(name)}`;
      const words = new Map([...table.entries].map(([word, full]) => [word.toUpperCase(), full as string]));
      return { to: text, run: (value) => expandShorthand(value as string, words) };
    },
  },
  {
    ...{ word: 'nothing', usage: 'nothing "N/A" "-"', from: ['text'] },
    says: 'Texts that stand for nothing in this field, beside those of the reader.',
    compile: (args): Compiled => {
      if (args.length === 0) return 'takes the texts that stand for nothing';
      const words = new Set(args);
      return { to: text, run: (value) => (words.has(value as string) ? null : value) };
    },
  },
  {
    ...{ word: 'boolean', usage: 'boolean "Y" "N"', from: ['text'] },
    says: 'True and false by their words, several apart by commas: `boolean "Y,1" "N,0"`.',
    compile: ([yes, no, ...rest]): Compiled => {
      if (yes === undefined || no === undefined || rest.length > 0)
        return 'takes the words for true and for false';
      const words = new Map<Value, boolean>([
        ...no.split(',').map((word) => [word, false] as const),
        ...yes.split(',').map((word) => [word, true] as const),
      ]);
      return {
        to: scalarOf('boolean'),
        run: (value) =>
          words.get(value) ?? new Misfit(`is neither ${yes} nor ${no}: ${shapeOf(value as string)}`),
      };
    },
  },
  {
    ...{ word: 'table', usage: 'table units', from: ['text'] },
    says: 'The word of a code table; what is not in it is held, skipped or given a value, as the table says.',
    compile: ([name, ...rest], from, { tables }): Compiled => {
      const table = tables.get(name ?? '');
      if (name === undefined || rest.length > 0) return 'takes the name of a table';
      if (!table) return `has no table ${JSON.stringify(name)}`;
      if (table.list && from.list) return 'makes lists of a list';
      const { entries, otherwise } = table;
      const unknown = (code: string) =>
        `unknown code ${code.length > 40 ? shapeOf(code) : JSON.stringify(code)}`;
      return {
        to: table.list ? listOf('text') : text,
        run: (value) => {
          const word = entries.get(value as string);
          if (word !== undefined) return word;
          if (otherwise === 'nothing') return null;
          if (typeof otherwise === 'object') return otherwise.value;
          return new Misfit(unknown(value as string), otherwise === 'skip');
        },
      };
    },
  },
];
