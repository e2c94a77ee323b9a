export type DecimalMark = 'point' | 'comma';

export interface NumberReading {
  /** Mark before the decimals, where the number shows one. */
  mark: DecimalMark | null;
  trouble: 'ambiguous' | 'float' | 'sign-behind' | 'parentheses' | 'overpunch' | 'unit' | 'unreadable' | null;
  /** The number with a point, as `parseDecimal` of the library money reads it; null where it is not clear. */
  decimal: string | null;
}

const blanks = /[ \u00a0\u202f'’]/;

/** The mark of a format such as `1.234,56`; null when it has none. */
export function markOf(format: string | undefined): DecimalMark | null {
  const found = /([.,])(?:\d{1,2}|0+|#+)-?$/.exec(format ?? '');
  return found ? (found[1] === ',' ? 'comma' : 'point') : null;
}

/**
 * How a number is written, and which it is.
 * @param stated the mark that the source is said to use: it settles what `1.234` is
 */
export function readNumber(raw: string, stated: DecimalMark | null = null): NumberReading {
  const text = raw.trim();
  const reading = plain(text, stated);
  if (reading) return reading;
  const behind = /^([\d.,'’\u00a0\u202f ]*\d)\s*-$/.exec(text);
  if (behind) return signed(behind[1] ?? '', 'sign-behind', stated);
  const enclosed = /^\(([\d.,'’\u00a0\u202f ]*\d)\)$/.exec(text);
  if (enclosed) return signed(enclosed[1] ?? '', 'parentheses', stated);
  if (/^[+-]?\d+([.,]\d+)?E[+-]?\d+$/i.test(text)) return { mark: null, trouble: 'float', decimal: null };
  if (/^\d+[{}A-R]$/.test(text)) return { mark: null, trouble: 'overpunch', decimal: null };
  const bare = withoutUnit(text);
  const inner = bare === null ? null : plain(bare, stated);
  if (inner) return { ...inner, trouble: 'unit' };
  return { mark: null, trouble: 'unreadable', decimal: null };
}

function signed(
  text: string,
  trouble: 'sign-behind' | 'parentheses',
  stated: DecimalMark | null,
): NumberReading {
  const inner = plain(text, stated);
  if (!inner) return { mark: null, trouble: 'unreadable', decimal: null };
  const { mark, decimal } = inner;
  return { mark, trouble, decimal: decimal === null ? null : `-${decimal}` };
}

function plain(text: string, stated: DecimalMark | null): NumberReading | null {
  const sign = text.startsWith('-') ? '-' : '';
  const body = ungrouped(text.replace(/^[+-]\s?/, ''));
  if (body === null) return null;
  const made = (mark: DecimalMark | null, whole: string, fraction = ''): NumberReading => ({
    mark,
    trouble: /^\d{4,}(0{6,}[1-9]\d{0,2}|9{7,}\d{0,2})$/.test(`0000${fraction}`) ? 'float' : null,
    decimal: `${sign}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`,
  });
  if (/^\d+$/.test(body)) return made(null, body);
  const either = /^([1-9]\d{0,2})([.,])(\d{3})$/.exec(body);
  if (either) {
    const [, whole = '', written, rest = ''] = either;
    const mark = written === ',' ? 'comma' : 'point';
    if (stated === null) return { mark: null, trouble: 'ambiguous', decimal: null };
    return mark === stated ? made(mark, whole, rest) : made(null, whole + rest);
  }
  const simple = /^(\d*)([.,])(\d+)$/.exec(body);
  if (simple) return made(simple[2] === ',' ? 'comma' : 'point', simple[1] ?? '', simple[3]);
  const points = /^(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?$/.exec(body);
  if (points) return made('comma', (points[1] ?? '').replaceAll('.', ''), points[2]);
  const commas = /^(\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})(?:\.(\d+))?$/.exec(body);
  if (commas) return made('point', (commas[1] ?? '').replaceAll(',', ''), commas[2]);
  return null;
}

/** The number without blanks or apostrophes between its groups; null when they stand elsewhere. */
function ungrouped(body: string): string | null {
  if (!blanks.test(body)) return body;
  const groups = /^(\d{1,3})((?:[ \u00a0\u202f'’]\d{3})+)([.,]\d+)?$/.exec(body);
  return groups ? `${groups[1]}${(groups[2] ?? '').replace(/[^\d]/g, '')}${groups[3] ?? ''}` : null;
}

/** The number before or behind a currency or a unit; null when there is none, or when it may be a slip of the key. */
function withoutUnit(text: string): string | null {
  const found = /^(?:[€$£%]|[A-Z]{3})?\s*([+-]?[\d.,'’]*\d)\s*([€$£%]|\p{L}{1,6}[²³.]?)?$/u.exec(text);
  if (!found || found[1] === text || /^[OoIlSB]$/.test(found[2] ?? '')) return null;
  return found[1] ?? null;
}
