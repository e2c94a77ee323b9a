import type { SqlFormat } from '../format/sql-format.ts';

/** What marks mean in a dump. */
export interface Dialect {
  /** A backslash in a text makes the next character another. */
  readonly backslash: boolean;
  /** What is a name when around one, opening and closing. */
  readonly names: Readonly<Record<string, string>>;
  /** Double quotes are texts. */
  readonly doubleQuotedText: boolean;
  readonly hashComment: boolean;
  readonly dollarText: boolean;
  /** Statements need no semicolon. */
  readonly bareStatements: boolean;
}

const standard: Dialect = {
  backslash: false,
  names: { '"': '"' },
  doubleQuotedText: false,
  hashComment: false,
  dollarText: false,
  bareStatements: false,
};

export const dialects: Readonly<Record<SqlFormat['dialect'], Dialect>> = {
  standard,
  oracle: standard,
  postgresql: { ...standard, dollarText: true },
  mysql: { ...standard, backslash: true, names: { '`': '`' }, doubleQuotedText: true, hashComment: true },
  sqlserver: { ...standard, names: { '"': '"', '[': ']' }, bareStatements: true },
  sqlite: { ...standard, names: { '"': '"', '`': '`', '[': ']' } },
};
