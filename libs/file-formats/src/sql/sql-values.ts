import type { RawValue } from '@throughline/connector';
import type { Token } from './sql-tokens.ts';

/** The value that is written as these tokens; undefined where it would have to be calculated. */
export function valueOf(tokens: readonly Token[]): RawValue | undefined {
  const cast = tokens.findIndex(
    ({ text, kind }, index) => kind === 'mark' && text === ':' && tokens[index + 1]?.text === ':',
  );
  if (cast > 0) return valueOf(tokens.slice(0, cast));
  const [first, second] = tokens;
  if (first === undefined) return undefined;
  if (tokens.length === 1) return scalar(first);
  if (tokens.length === 2 && second !== undefined) {
    if (first.kind === 'mark' && /^[+-]$/.test(first.text) && second.kind === 'number')
      return first.text === '-' ? `-${second.text}` : second.text;
    // N'…', E'…', X'…', _utf8'…', DATE '…', TIMESTAMP '…'.
    if (first.kind === 'word' && second.kind === 'text') {
      const typed = /^(n|e|x|b|u|q|_\w+|date|time|timestamp|datetime)$/i.test(first.text);
      return typed ? second.text : undefined;
    }
    return undefined;
  }
  if (first.text === '(' && tokens.at(-1)?.text === ')') return valueOf(tokens.slice(1, -1));
  if (first.kind === 'word' && second?.text === '(' && tokens.at(-1)?.text === ')')
    return converted(first.text, tokens.slice(2, -1));
  return undefined;
}

function scalar({ kind, text }: Token): RawValue | undefined {
  if (kind === 'text' || kind === 'number') return text;
  if (kind !== 'word') return undefined;
  if (/^null$/i.test(text)) return null;
  return /^(true|false)$/i.test(text) ? text : undefined;
}

/** What a conversion is made of, in its own spelling. */
function converted(called: string, inside: readonly Token[]): RawValue | undefined {
  const parts = atCommas(inside);
  const name = called.toLowerCase();
  if (name === 'cast' || name === 'try_cast') {
    const as = inside.findLastIndex(({ kind, text }) => kind === 'word' && /^as$/i.test(text));
    return as > 0 ? valueOf(inside.slice(0, as)) : undefined;
  }
  if (name === 'convert') return parts[1] && valueOf(parts[1]);
  if (name === 'to_date' || name === 'to_timestamp' || name === 'to_number')
    return parts[0] && valueOf(parts[0]);
  return undefined;
}

function atCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'mark' && token.text === '(') depth += 1;
    if (token.kind === 'mark' && token.text === ')') depth -= 1;
    if (depth === 0 && token.kind === 'mark' && token.text === ',') parts.push([]);
    else (parts.at(-1) as Token[]).push(token);
  }
  return parts;
}
