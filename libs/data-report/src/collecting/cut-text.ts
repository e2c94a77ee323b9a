import { textHash } from './text-hash.ts';

const shown = 120;

/** A text of which no more is held than can be told apart from others: its beginning, its length and its hash. */
export function cutText(text: string): string {
  return text.length <= 2 * shown ? text : `${text.slice(0, shown)}…${text.length}:${textHash(text)}`;
}

/** The beginning of a text, for people. */
export function excerpt(text: string): string {
  const characters = text.length <= shown ? text : `${text.slice(0, shown).replace(/[\uD800-\uDBFF]$/, '')}…`;
  return characters.toWellFormed();
}
