import type { Scope } from '../values/scope.ts';
import { Misfit, type Scalar, type Value, type ValueType, listOf, typeText } from '../values/value-type.ts';
import { dateSteps } from './date-steps.ts';
import { listSteps } from './list-steps.ts';
import { numberSteps } from './number-steps.ts';
import { type Step, type StepContext, type StepWord, wordsOf } from './step.ts';
import { textSteps } from './text-steps.ts';

/** Every word of the language, in the order of its reference. */
export const stepWords: readonly StepWord[] = [...textSteps, ...numberSteps, ...dateSteps, ...listSteps];

/**
 * Compiles one step for what comes before it.
 * @param vocabulary the words that it may have
 * @returns why it cannot be, in words that name the step
 */
export function compileStep(
  text: string,
  from: ValueType,
  context: StepContext,
  vocabulary: readonly StepWord[] = stepWords,
): Step | string {
  const words = wordsOf(text);
  if (words === null) return `${JSON.stringify(text)} has a quote that is not closed`;
  const [word = '', ...args] = words;
  const known = wordIn(vocabulary, word);
  if (!known) return `${JSON.stringify(word)} is no step${suggestion(word, vocabulary)}`;
  if (!known.from.includes(from.scalar))
    return `${word} wants ${known.from.join(' or ')}, and what comes before it makes ${typeText(from)}`;
  const each = from.list && !known.takesLists;
  const made = known.compile(args, from, context);
  if (typeof made === 'string') return `${word} ${made}`;
  if (!each) return { text, ...made };
  if (made.to.list) return `${word} makes lists of a list`;
  return {
    text,
    to: listOf(made.to.scalar),
    run: (value, scope) => runEach(value as readonly Scalar[], made.run, scope),
  };
}

const byWord = new Map<readonly StepWord[], Map<string, StepWord>>();

function wordIn(vocabulary: readonly StepWord[], word: string): StepWord | undefined {
  const known = byWord.get(vocabulary) ?? new Map(vocabulary.map((each) => [each.word, each]));
  byWord.set(vocabulary, known);
  return known.get(word);
}

function runEach(list: readonly Scalar[], run: Step['run'], scope: Scope): readonly Scalar[] | Misfit {
  const made: Scalar[] = [];
  for (const item of list) {
    const next: Value | null | Misfit = run(item, scope);
    if (next instanceof Misfit) {
      // What a table has skipped is left out of the list.
      if (next.skips) continue;
      return next;
    }
    if (next !== null) made.push(next as Scalar);
  }
  return made;
}

/** The word that was probably meant. */
function suggestion(word: string, vocabulary: readonly StepWord[]): string {
  const lower = word.toLowerCase();
  const near = vocabulary.find(
    (each) =>
      each.word.toLowerCase() === lower || (lower.length > 3 && each.word.startsWith(lower.slice(0, 4))),
  );
  return near === undefined ? '' : `; is ${near.word} meant?`;
}
