import { nameMisfit } from '../stores/paths.ts';
import { localTimeOf } from './local-time.ts';
import { compilePattern, offsetToken, parts, timeParts, tokens } from './pattern.ts';

/** What the name of a document of ours is made of. */
export interface OutgoingNameFields {
  /** Number of the only order in it. */
  order: string;
  /** Number of the document, one more than that of the one before. */
  seq: number;
  /** When it was made, in milliseconds since 1970. */
  asOf: number;
}

/** Names of documents of ours. */
export interface OutgoingName {
  /** Whether a name has this of its document. */
  has(field: keyof OutgoingNameFields): boolean;
  /** @throws Error when that is no name of a file */
  fill(fields: OutgoingNameFields): string;
}

/**
 * Compiles `ORD_{order}_{seq:6}_{asOf:yyyyMMdd-HHmmss}.csv`: `{seq:6}` has six digits at least, times are as in the pattern
 * of documents that arrive.
 * @param zone IANA name of the time zone whose clocks the names show
 * @throws Error that says what of it cannot be read
 */
export function compileOutgoingName(pattern: string, zone: string): OutgoingName {
  const fields = new Set<keyof OutgoingNameFields>();
  const pieces = parts(pattern, /\{([^{}]*)\}/g).map(({ literal, inner }) => {
    if (inner === undefined) {
      if (/[{}/\\]/.test(literal))
        throw new Error(`${pattern} has a brace or a slash that belongs to nothing`);
      return () => literal;
    }
    const [, digits] = /^seq(?::([1-9]|1[0-5]))?$/.exec(inner) ?? [];
    if (inner === 'seq' || digits !== undefined) {
      fields.add('seq');
      return ({ seq }: OutgoingNameFields) => String(seq).padStart(Number(digits ?? 1), '0');
    }
    if (inner === 'order') {
      fields.add('order');
      return ({ order }: OutgoingNameFields) => order;
    }
    if (!inner.startsWith('asOf:'))
      throw new Error(`${pattern} has {${inner}}: only {order}, {seq}, {seq:6} and {asOf:…} are known`);
    // What cannot be read back is no name of a time.
    if (!compilePattern(`{${inner}}`, zone).ordered) throw new Error(`${pattern} has a time without yyyy`);
    fields.add('asOf');
    return timeWriter(inner.slice('asOf:'.length), zone);
  });
  return {
    has: (field) => fields.has(field),
    fill(given) {
      const name = pieces.map((piece) => piece(given)).join('');
      const misfit = nameMisfit(name);
      if (misfit !== null) throw new Error(`${JSON.stringify(name)} ${misfit}`);
      return name;
    },
  };
}

function timeWriter(format: string, zone: string): (fields: OutgoingNameFields) => string {
  const pieces = parts(format, timeParts);
  return ({ asOf }) => {
    const local = localTimeOf(asOf, zone);
    return pieces
      .map(({ literal, inner }) => {
        if (inner === undefined) return literal;
        if (inner.startsWith("'")) return inner.slice(1, -1);
        if (inner === offsetToken) return offsetText(local.offset);
        const token = tokens[inner];
        return token === undefined ? '' : String(local[token.field]).padStart(token.digits, '0');
      })
      .join('');
  };
}

function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(rest).padStart(2, '0')}`;
}
