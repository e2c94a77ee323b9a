import { Unreadable } from '../fault.ts';
import type { SqlFormat } from '../format/sql-format.ts';
import type { Limits } from '../limits.ts';
import type { FormatReader, Sink } from '../sink.ts';
import { distinct } from '../tables/columns.ts';
import { valuesOf } from '../tables/record-values.ts';
import { decoderOf, undecodable } from '../text/decode.ts';
import { copyFields } from './copy-rows.ts';
import { dialects } from './dialect.ts';
import { InsertedRow } from './inserted-row.ts';
import { TableName } from './table-name.ts';
import { type Token, SqlTokens } from './sql-tokens.ts';

/** What the next token is part of. */
type State =
  'between' | 'table' | 'columns' | 'before values' | 'values' | 'row' | 'copy rows' | 'passed over';

/** Reads the rows that a dump inserts or copies into one table; positions are the lines where they begin. */
export function sqlReader(format: SqlFormat, limits: Limits, sink: Sink): FormatReader {
  const dump = new Dump(format, limits, sink);
  const decoder = decoderOf(format.encoding);
  return {
    push: (bytes) => dump.push(decoder.decode(bytes)),
    *end() {
      dump.push(decoder.end(), true);
      dump.end();
      yield;
    },
  };
}

class Dump {
  readonly #format: SqlFormat;
  readonly #limits: Limits;
  readonly #sink: Sink;
  readonly #tokens: SqlTokens;
  readonly #bare: boolean;
  #state: State = 'between';
  /** A statement may begin here. */
  #start = true;
  #copying = false;
  #table = new TableName();
  #isWanted = false;
  #columns: string[] | undefined;
  #open = new InsertedRow(0, false, 0);
  #found = false;
  #copyClosed = true;
  #firstRest = false;
  #inserted = false;

  constructor(format: SqlFormat, limits: Limits, sink: Sink) {
    this.#format = format;
    this.#limits = limits;
    this.#sink = sink;
    this.#bare = dialects[format.dialect].bareStatements;
    this.#tokens = new SqlTokens(dialects[format.dialect]);
  }

  push(text: string, last = false): void {
    this.#tokens.push(text, last);
    for (;;) {
      if (this.#state === 'copy rows') {
        const line = this.#tokens.rawLine();
        if (line === undefined) break;
        this.#copyLine(line);
      } else {
        const token = this.#tokens.next();
        if (token === undefined) break;
        this.#take(token);
      }
    }
    this.#sink.physicalLines = this.#tokens.line;
    if (this.#tokens.waiting > this.#limits.recordChars + 65_536)
      throw new Unreadable(
        this.#tokens.line,
        `a text, comment or line of more than ${this.#limits.recordChars} characters`,
      );
  }

  end(): void {
    const ended = this.#bare ? /^(between|passed over|values)$/ : /^(between|passed over)$/;
    if (this.#tokens.waiting > 0 || !ended.test(this.#state))
      this.#sink.notWhole(this.#tokens.line, 'the dump is cut: it ends inside a statement');
    else if (!this.#found) this.#sink.notWhole(0, `the dump has no rows of table ${this.#format.sql}`);
    if (this.#found && !this.#inserted && this.#copyClosed) this.#sink.endProven = true;
  }

  #take(token: Token): void {
    if (token.kind === 'comment') {
      // Both say so in their last line.
      if (/^-- (Dump completed|PostgreSQL database dump complete)/.test(token.text))
        this.#sink.endProven = true;
      return;
    }
    switch (this.#state) {
      case 'between':
      case 'passed over':
        return this.#between(token);
      case 'table':
        return this.#head(token);
      case 'columns':
        return this.#column(token);
      case 'before values':
        return this.#beforeValues(token);
      case 'values':
        return this.#betweenRows(token);
      default:
        return this.#inRow(token);
    }
  }

  #between({ kind, text }: Token): void {
    const may = this.#start || this.#bare;
    this.#start = kind === 'mark' && text === ';';
    if (this.#start) this.#state = 'between';
    if (kind !== 'word' || !may) return;
    const word = text.toUpperCase();
    this.#state = 'passed over';
    this.#copying = word === 'COPY' && this.#format.dialect === 'postgresql';
    if (word !== 'INSERT' && word !== 'REPLACE' && !this.#copying) return;
    this.#state = 'table';
    this.#table = new TableName();
    this.#columns = undefined;
  }

  #head(token: Token): void {
    const taken = this.#table.take(token);
    if (taken === 'part') return;
    if (taken === 'none') return this.#giveUp(token);
    this.#isWanted = this.#table.is(this.#format.sql.toLowerCase());
    this.#columns = this.#isWanted ? this.#format.columns : undefined;
    if (token.kind === 'mark' && token.text === '(') {
      this.#columns = [];
      this.#state = 'columns';
    } else {
      this.#state = 'before values';
      this.#beforeValues(token);
    }
  }

  #column({ kind, text, line }: Token): void {
    if (kind === 'name' || kind === 'word') (this.#columns as string[]).push(text);
    else if (kind === 'mark' && text === ')') {
      if (this.#isWanted) distinct(this.#columns as string[], line);
      this.#state = 'before values';
    } else if (kind !== 'mark' || text !== ',') this.#state = 'passed over';
  }

  #beforeValues(token: Token): void {
    const { kind, text, line } = token;
    const word = kind === 'word' ? text.toUpperCase() : '';
    if (this.#copying) {
      if (kind === 'mark' && text === ';') this.#copyBegins(line);
      else if (word === 'CSV' || word === 'BINARY' || word === 'DELIMITER')
        this.#refuse(line, `COPY with ${word}`);
      else if (word === 'TO') this.#giveUp(token);
      return;
    }
    if (word === 'VALUES' || word === 'VALUE') {
      this.#state = 'values';
      return;
    }
    if (word === 'SELECT' || word === 'SET' || word === 'EXEC' || word === 'DEFAULT' || word === 'WITH') {
      if (this.#isWanted) this.#sink.notWhole(line, `rows by INSERT … ${word} are not in the dump`);
      this.#giveUp(token);
    } else if (kind === 'mark' && text === ';') this.#giveUp(token);
  }

  #refuse(line: number, what: string): void {
    if (this.#isWanted) throw new Unreadable(line, `${what} is not read`);
  }

  #giveUp(token: Token): void {
    this.#state = 'passed over';
    this.#start = token.kind === 'mark' && token.text === ';';
    if (this.#start) this.#state = 'between';
  }

  #copyBegins(line: number): void {
    this.#state = 'copy rows';
    this.#firstRest = true;
    if (!this.#isWanted) return;
    if (this.#columns === undefined)
      throw new Unreadable(line, 'the dump does not name the columns: say `columns`');
    this.#found = true;
    this.#copyClosed = false;
  }

  #copyLine(line: string): void {
    const number = this.#tokens.line - 1;
    if (this.#firstRest) {
      this.#firstRest = false;
      if (line.trim() === '') return;
    }
    if (line === '\\.') {
      this.#state = 'between';
      this.#start = true;
      if (this.#isWanted) this.#copyClosed = true;
      return;
    }
    if (!this.#isWanted) return;
    if (line.length > this.#limits.recordChars)
      this.#sink.fault(number, `a row of more than ${this.#limits.recordChars} characters`);
    else this.#row(copyFields(line), number);
  }

  #betweenRows(token: Token): void {
    const { kind, text, line } = token;
    if (kind === 'mark' && text === ',') return;
    if (kind === 'mark' && text === '(') {
      this.#state = 'row';
      this.#open = new InsertedRow(line, this.#isWanted, this.#limits.recordChars);
      return;
    }
    this.#state = 'between';
    this.#start = false;
    this.#between(token);
  }

  #inRow(token: Token): void {
    if (!this.#open.take(token)) return;
    this.#state = 'values';
    if (this.#isWanted) this.#insertedRow();
  }

  #insertedRow(): void {
    this.#found = true;
    this.#inserted = true;
    const { values, line } = this.#open;
    if (this.#columns === undefined)
      throw new Unreadable(line, 'the dump does not name the columns: say `columns`');
    if (values === undefined) {
      this.#sink.fault(line, `a row of more than ${this.#limits.recordChars} characters`);
      return;
    }
    const unknown = values.indexOf(undefined);
    if (unknown >= 0)
      this.#sink.fault(line, 'is an expression and no value', this.#columns[unknown] ?? String(unknown + 1));
    else this.#row(values as (string | null)[], line);
  }

  #row(fields: (string | null)[], line: number): void {
    const values = valuesOf(fields, this.#columns, 'exact');
    if (typeof values === 'string') this.#sink.fault(line, values);
    else if (this.#format.undecodable === 'fault' && fields.some((field) => field?.includes(undecodable)))
      this.#sink.fault(line, 'has a character that cannot be decoded');
    else this.#sink.record(values, line);
  }
}
