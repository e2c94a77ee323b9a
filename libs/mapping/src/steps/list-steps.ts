import { sum } from '@throughline/money';
import { type Scalar, type Value, listOf, scalarOf } from '../values/value-type.ts';
import type { Compiled, StepWord } from './step.ts';
import { canonicalValue } from '../values/canonical-value.ts';

const all = ['text', 'integer', 'decimal', 'boolean', 'date', 'instant'] as const;
const items = (value: Value): readonly Scalar[] => value as readonly Scalar[];

/** A word without arguments that takes one of a list. */
function oneOf(word: string, says: string, pick: (list: readonly Scalar[]) => Scalar | undefined): StepWord {
  return {
    ...{ word, usage: word, says, from: all, takesLists: true },
    compile: (args, from): Compiled => {
      if (args.length > 0) return 'takes no arguments';
      if (!from.list) return 'wants a list';
      return { to: scalarOf(from.scalar), run: (value) => pick(items(value)) ?? null };
    },
  };
}

export const listSteps: readonly StepWord[] = [
  {
    ...{
      word: 'split',
      usage: 'split ","',
      says: 'A list of the parts between a text, without blanks around them.',
    },
    from: ['text'],
    compile: ([mark, ...rest], from): Compiled => {
      if (mark === undefined || mark === '' || rest.length > 0) return 'takes one text';
      if (from.list) return 'wants one text and no list';
      return {
        to: listOf('text'),
        run: (value) =>
          (value as string)
            .split(mark)
            .map((part) => part.trim())
            .filter((part) => part !== ''),
      };
    },
  },
  oneOf('first', 'The first of a list.', (list) => list[0]),
  oneOf('last', 'The last of a list.', (list) => list.at(-1)),
  {
    ...{ word: 'item', usage: 'item 2', says: 'One of a list, counted from 1.', from: all, takesLists: true },
    compile: ([position, ...rest], from): Compiled => {
      if (position === undefined || rest.length > 0 || !/^[1-9]\d*$/.test(position))
        return 'takes a number from 1';
      if (!from.list) return 'wants a list';
      return { to: scalarOf(from.scalar), run: (value) => items(value)[Number(position) - 1] ?? null };
    },
  },
  {
    ...{
      word: 'join',
      usage: 'join ", "',
      says: 'One text of a list of texts.',
      from: ['text'],
      takesLists: true,
    },
    compile: ([mark, ...rest], from): Compiled => {
      if (mark === undefined || rest.length > 0) return 'takes one text';
      if (!from.list) return 'wants a list';
      return { to: scalarOf('text'), run: (value) => items(value).join(mark) };
    },
  },
  {
    ...{ word: 'count', usage: 'count', says: 'How many there are in a list.', from: all, takesLists: true },
    compile: (args, from): Compiled => {
      if (args.length > 0) return 'takes no arguments';
      return from.list ? { to: scalarOf('integer'), run: (value) => items(value).length } : 'wants a list';
    },
  },
  {
    ...{
      word: 'sum',
      usage: 'sum',
      says: 'The sum of a list of decimals.',
      from: ['decimal'],
      takesLists: true,
    },
    compile: (args, from): Compiled => {
      if (args.length > 0) return 'takes no arguments';
      return from.list
        ? { to: scalarOf('decimal'), run: (value) => sum(items(value) as string[]) }
        : 'wants a list';
    },
  },
  {
    ...{
      word: 'default',
      usage: 'default 0',
      says: 'What stands in the place of nothing, of the type that is reached.',
    },
    from: all,
    takesLists: true,
    compile: ([text, ...rest], from): Compiled => {
      if (text === undefined || rest.length > 0) return 'takes one value';
      const fallback = from.list ? null : canonicalValue(text, from.scalar);
      if (fallback === null)
        return `cannot be ${JSON.stringify(text)}, which is no ${from.list ? 'list' : from.scalar}`;
      return { to: from, run: (value) => value, fallback };
    },
  },
];
