/** What is wrong with a document, and where: line and column from 1, 0 where the text is not known. */
export interface DocumentFault {
  readonly line: number;
  readonly column: number;
  /** Names and indexes from the top, as in `record.amount[1]`; empty for the document as a whole. */
  readonly path: string;
  readonly reason: string;
}

/** A document that cannot be used; says everything that is wrong with it. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly faults: readonly DocumentFault[];

  constructor(faults: readonly DocumentFault[]) {
    super(faults.map(faultText).join('\n'));
    this.faults = faults;
  }
}

function faultText({ line, column, path, reason }: DocumentFault): string {
  const place = line === 0 ? '' : `${line}:${column} `;
  return `${place}${path === '' ? reason : `${path}: ${reason}`}`;
}

/** Names and indexes from the top of a document. */
export type DocumentPath = readonly (string | number)[];

/** The path as people read it: `record.amount[1]`. */
export function pathText(path: DocumentPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(part) ? part : JSON.stringify(part);
    return text === '' ? name : `${text}.${name}`;
  }, '');
}
