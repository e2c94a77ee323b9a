/** The text without blanks around it, NUL characters among them: some programs fill fields with those. */
export function trimmed(text: string): string {
  const cut = text.trim();
  if (cut.charCodeAt(0) !== 0 && cut.charCodeAt(cut.length - 1) !== 0) return cut;
  let [from, to] = [0, cut.length];
  while (from < to && isFiller(cut.charAt(from))) from += 1;
  while (to > from && isFiller(cut.charAt(to - 1))) to -= 1;
  return cut.slice(from, to);
}

const isFiller = (character: string): boolean => character === '\0' || character.trim() === '';

/** `LA REUNION` as `La Reunion`; a word with a digit stays as it is. */
export function titleCase(text: string): string {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => (/\d/.test(word) ? word : sentenceCase(word)))
    .join(' ');
}

/** `TIRES AND TUBES` as `Tires and tubes`. */
export function sentenceCase(text: string): string {
  const lower = text.trim().toLowerCase();
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** `MTN BTL CAG BLK` as `Mountain bottle cage black`; words that are not in the table stay as they are. */
export function expandShorthand(text: string, words: ReadonlyMap<string, string>): string {
  const expanded = text
    .trim()
    .split(/\s+/)
    .map((word) => words.get(word.toUpperCase()) ?? word)
    .join(' ');
  return expanded.charAt(0).toUpperCase() + expanded.slice(1);
}

const entities: Readonly<Record<string, string>> = {
  ...{
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    euro: '€',
    reg: '®',
    trade: '™',
    copy: '©',
  },
  ...{
    auml: 'ä',
    ouml: 'ö',
    uuml: 'ü',
    Auml: 'Ä',
    Ouml: 'Ö',
    Uuml: 'Ü',
    szlig: 'ß',
    eacute: 'é',
    egrave: 'è',
  },
  ...{ ndash: '–', mdash: '—', hellip: '…', deg: '°', frac12: '½', times: '×', bull: '•', shy: '' },
};

/** Plain text of HTML: no tags, comments, scripts or styles, entities read, runs of blanks as one. */
export function plainText(html: string): string {
  const endOf = ends(html);
  let text = '';
  let from = 0;
  for (let open = html.indexOf('<'); open >= 0; open = html.indexOf('<', from)) {
    // A bracket that begins no tag, or one that is never closed, is text.
    const close = /^<\/?[a-z!?]/i.test(html.slice(open, open + 3)) ? endOf(open) : -1;
    text += close < 0 ? html.slice(from, open + 1) : `${html.slice(from, open)} `;
    from = close < 0 ? open + 1 : close;
  }
  text += html.slice(from);
  return text
    .replace(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z\d]{1,8});/gi, (whole, name: string) => entityOf(name) ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Finds the offset behind a tag, a comment, a script or a style; −1 when it does not end. An end that is not there is
 * looked for once, and not again for each that would need it.
 */
function ends(html: string): (open: number) => number {
  const missing = new Set<string>();
  const behind = (end: string, open: number): number => {
    if (missing.has(end)) return -1;
    const at = html.indexOf(end, open);
    if (at < 0) missing.add(end);
    return at < 0 ? -1 : at + end.length;
  };
  return (open) => {
    const head = html.slice(open + 1, open + 7);
    if (head.startsWith('!--')) return behind('-->', open);
    const name = /^(script|style)/i.exec(head)?.[0];
    const whole = name === undefined ? -1 : behind(`</${name}>`, open);
    return whole < 0 ? behind('>', open) : whole;
  };
}

function entityOf(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : undefined;
}
