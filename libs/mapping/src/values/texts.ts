/** The text without blanks around it, NUL characters among them: some programs fill fields with those. */
export function trimmed(text: string): string {
  const cut = text.trim();
  return cut.includes('\0') ? cut.replace(/^[\s\0]+|[\s\0]+$/g, '') : cut;
}

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
  let text = '';
  let from = 0;
  while (from < html.length) {
    const open = html.indexOf('<', from);
    if (open < 0) break;
    text += html.slice(from, open);
    const close = closeOf(html, open);
    // What is never closed is no tag.
    if (close < 0) {
      from = open;
      break;
    }
    if (/^<\/?[a-z!?]/i.test(html.slice(open, open + 3))) text += ' ';
    else text += html.slice(open, close);
    from = close;
  }
  text += html.slice(from);
  return text
    .replace(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z\d]{1,8});/gi, (whole, name: string) => entityOf(name) ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The offset behind a tag, a comment, a script or a style; −1 when it does not end. */
function closeOf(html: string, open: number): number {
  const head = html.slice(open + 1, open + 7).toLowerCase();
  const end = head.startsWith('!--')
    ? '-->'
    : head === 'script'
      ? '</script>'
      : head.startsWith('style')
        ? '</style>'
        : '>';
  const at = html.indexOf(end, open);
  if (at >= 0) return at + end.length;
  const other = end === '>' ? -1 : html.indexOf('>', open);
  return other < 0 ? -1 : other + 1;
}

function entityOf(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : undefined;
}
