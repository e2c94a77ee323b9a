import { hash } from 'node:crypto';
import { codeFault } from '@throughline/events';
import type { Flow, Issue, MappedRecord, Reference } from '@throughline/connector';

/** Collects what is wrong with one record while it is mapped. */
export class Check {
  readonly issues: Issue[] = [];
  readonly names: Reference[] = [];

  /** Holds the record back. */
  hold(field: string, reason: string): void {
    this.issues.push({ field, reason, severity: 'held' });
  }

  /** Lets it pass without the field. */
  warn(field: string, reason: string): void {
    this.issues.push({ field, reason, severity: 'warning' });
  }

  /** The word for a code; a code that is missing or unknown holds the record back. */
  code<T>(field: string, code: string, words: Readonly<Record<string, T>>): T | null {
    const word = Object.hasOwn(words, code) ? words[code] : undefined;
    if (word !== undefined) return word;
    this.hold(field, code === '' ? 'is missing' : `unknown code ${JSON.stringify(code)}`);
    return null;
  }

  /** The text, which holds the record back when it is empty. */
  present(field: string, text: string | null): string {
    const trimmed = text?.trim() ?? '';
    if (trimmed === '') this.hold(field, 'is missing');
    return trimmed;
  }

  /** A text that becomes a part of a key; one that no key, page or address can hold holds the record back. */
  keyPart(field: string, text: string): string {
    const part = text.trim();
    const fault = codeFault(part);
    if (fault !== null) this.hold(field, fault);
    return part;
  }

  /** The code of something that the record names by its key in the back office, such as an item. */
  named(flow: Flow, field: string, sourceKey: string): string {
    const code = this.keyPart(field, cleanCode(sourceKey));
    this.names.push({ flow, code, sourceKey });
    return code;
  }

  get held(): boolean {
    return this.issues.some(({ severity }) => severity === 'held');
  }
}

/** A code without blanks around it, in upper case; blanks between are kept. */
export function cleanCode(code: string | null): string {
  return code?.trim().toUpperCase() ?? '';
}

/** Text without blanks around it, null when nothing is left. */
export function cleanText(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

/** Tells contents apart. */
export function fingerprintOf(content: unknown): string {
  return hash('sha256', JSON.stringify(content), 'base64url').slice(0, 22);
}

/** Maps a row; one that the mapping cannot cope with is held back like any other that is wrong, and keeps nobody. */
export function mapSafely<Row extends { sourceKey: string }, T>(
  row: Row,
  source: string,
  map: (row: Row) => MappedRecord<T> | null,
): MappedRecord<T> | null {
  try {
    return map(row);
  } catch (error) {
    const check = new Check();
    check.hold('record', error instanceof Error ? error.message : 'cannot be read');
    return mappedRecord<T>(
      { sourceKey: row.sourceKey, key: `${source}|${row.sourceKey}`, raw: row, keyUnknown: true },
      check,
      () => {
        throw error;
      },
    );
  }
}

/** Makes the record of a row: its value when the check holds nothing against it. */
export function mappedRecord<T>(
  {
    sourceKey,
    key,
    raw,
    keyUnknown,
  }: Pick<MappedRecord<T>, 'sourceKey' | 'key' | 'keyUnknown'> & { raw: object },
  check: Check,
  value: () => T,
): MappedRecord<T> {
  const made = check.held ? null : value();
  const row = raw as Readonly<Record<string, unknown>>;
  return {
    ...{ sourceKey, key, raw: row, value: made, issues: check.issues, fingerprint: fingerprintOf(made) },
    ...(check.names.length > 0 && { names: check.names }),
    ...(keyUnknown && { keyUnknown }),
  };
}
