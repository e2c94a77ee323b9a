/** What stands behind a key in one line. */
export type Inline = string | number | boolean | readonly Inline[] | { readonly [key: string]: Inline };

/** A line of a document, or several below one. */
export interface Entry {
  readonly key: string;
  readonly value?: Inline;
  readonly below?: readonly Entry[];
  /** Why it was guessed. */
  readonly guess?: string | undefined;
  /** What a person must say: the document is not right until then. */
  readonly ask?: string | undefined;
  /** Remarks above it. */
  readonly above?: readonly string[];
}

const widest = 118;
const plain = /^[\p{L}_/][\p{L}\p{N}_/.@%-]*(?: [\p{L}\p{N}_/.@%-]+)*$/u;
const control = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}\uFEFF\uFFFE\uFFFF]/u;

/** A text as YAML has it, in quotes where it would be something else without. */
export function scalar(text: string): string {
  if (plain.test(text)) return text;
  if (!control.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const escaped = JSON.stringify(text).replace(new RegExp(control, 'gu'), (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
  return escaped;
}

export function inline(value: Inline): string {
  if (typeof value === 'string') return scalar(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map(inline).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, inner]) => `${scalar(key)}: ${inline(inner)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

const isList = (value: Inline): value is readonly Inline[] => Array.isArray(value);

/** A remark in one line: nothing of it can end the comment. */
const remark = (text: string): string => `# ${text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')}`;

/** The lines of a document. */
export function yamlLines(entries: readonly Entry[], depth = 0): string[] {
  const indent = '  '.repeat(depth);
  return entries.flatMap((entry) => {
    const { key, value, below, guess, ask, above = [] } = entry;
    const note = ask === undefined ? (guess === undefined ? null : `guess: ${guess}`) : `TODO: ${ask}`;
    const name = `${indent}${scalar(key)}:`;
    const line = value === undefined ? name : `${name} ${inline(value)}`;
    const remarks = above.map((text) => indent + remark(text));
    const beside = note === null ? '' : ` ${remark(note)}`;
    const fits = line.length + beside.length <= widest;
    const long = value !== undefined && line.length > widest && isList(value);
    const lines = long ? [name, ...wrapped(value, indent)] : [line];
    const [first = '', ...rest] = lines;
    return [
      ...remarks,
      ...(fits && !long
        ? [first + beside, ...rest]
        : [...(note === null ? [] : noteLines(note, indent)), ...lines]),
      ...(below === undefined ? [] : yamlLines(below, depth + 1)),
    ];
  });
}

/** A long remark over several lines. */
function noteLines(note: string, indent: string): string[] {
  const lines = [''];
  for (const word of remark(note).slice(2).split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && indent.length + 2 + last.length + 1 + word.length > widest) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `${indent}# ${line}`);
}

/** A long list over several lines. */
function wrapped(values: readonly Inline[], indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [index, value] of values.entries()) {
    const piece = inline(value) + (index === values.length - 1 ? '' : ',');
    if (line !== '' && indent.length + 4 + line.length + 1 + piece.length > widest) {
      lines.push(line);
      line = piece;
    } else line = line === '' ? piece : `${line} ${piece}`;
  }
  lines.push(line);
  return [`${indent}  [`, ...lines.map((each) => `${indent}    ${each}`), `${indent}  ]`];
}
