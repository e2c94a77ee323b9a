import type { Issue } from '@throughline/connector';

/** What is wrong with a value, as words that programs know. */
const rules = {
  missing: 'data',
  'unknown-code': 'configuration',
  'unknown-reference': 'data',
  'code-taken': 'data',
  'unusable-code': 'data',
  unreadable: 'data',
  damaged: 'data',
  'out-of-range': 'data',
  contradictory: 'data',
  unkeepable: 'data',
  ambiguous: 'configuration',
  'not-computable': 'configuration',
  'not-available': 'configuration',
  other: 'data',
} as const;

export type Rule = keyof typeof rules;

/** Where a cause is mended: in the mapping and its tables, or in what the back office says. */
export const causeKinds = ['configuration', 'data'] as const;
export type CauseKind = (typeof causeKinds)[number];

/** Why a record is held, without what stands in it, but for what one mend has to be about. */
export interface Cause {
  rule: Rule;
  /** The unknown code, or what is missing; null where one mend is about the field alone. */
  about: string | null;
}

/** The words of all mappings for what they find wrong, the first that fits. */
const words: readonly (readonly [RegExp, Rule])[] = [
  [/^unknown code /, 'unknown-code'],
  [/^(is|are) missing(:|$)/, 'missing'],
  [/^(no such|no item|no list|no rate|the item has no unit)\b/, 'unknown-reference'],
  [/is no goods$/, 'unknown-reference'],
  [/ is the code of (".*"|several rows)$/, 'code-taken'],
  [/^(contains |is longer than \d+ characters|cannot stand in an address)/, 'unusable-code'],
  [/\bspreadsheet(:|,|$)/, 'damaged'],
  [/^(is too long|is longer than \d+ bytes|(\S+ )?holds a character)/, 'unkeepable'],
  [/^is one of \d+: say which|^is a record of its own|^\d+ records of /, 'ambiguous'],
  [/^cannot be computed|^has a ratio/, 'not-computable'],
  [/^is not available/, 'not-available'],
  [
    /^is (negative|zero|too large|below|not (above|below|at|like|\d)|none of)|^has more than \d/,
    'out-of-range',
  ],
  [/^(ends before|is not net and tax)|is there twice$|^comes twice|^does not exist/, 'contradictory'],
  [/^is (no|neither) |^no web address |^has in .* no decimal/, 'unreadable'],
];

/** Rules of which one mend is about what the words quote. */
const quoting: ReadonlySet<Rule> = new Set(['unknown-code', 'unknown-reference', 'code-taken']);
const longestAbout = 200;

/**
 * What records with one repair have in common: never their keys, nor values that differ from one to the other. What no
 * words tell is a cause of its own for each reason.
 */
export function causeOf({ reason }: Pick<Issue, 'reason'>): Cause {
  const plain = reason.replace(/: repaired$/, '');
  const rule = words.find(([pattern]) => pattern.test(plain))?.[1] ?? 'other';
  if (rule === 'other') return { rule, about: plain.slice(0, longestAbout) };
  return { rule, about: quoting.has(rule) ? quotedIn(plain) : null };
}

export function kindOf(rule: string): CauseKind {
  return Object.hasOwn(rules, rule) ? rules[rule as Rule] : 'data';
}

/** The first text in quotation marks, else a code that stands bare behind its noun. */
function quotedIn(reason: string): string | null {
  const [quoted] = /"(?:[^"\\]|\\.)*"/.exec(reason) ?? [];
  if (quoted !== undefined) return (JSON.parse(quoted) as string).slice(0, longestAbout);
  return /^no rate of (.+)$/.exec(reason)?.[1]?.slice(0, longestAbout) ?? null;
}
