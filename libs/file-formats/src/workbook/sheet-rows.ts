import { Unreadable } from '../fault.ts';
import { type Cell, byLetter, indexOfLetters } from '../tables/columns.ts';
import { type Tag, XmlParser } from '../trees/xml-parser.ts';
import { dateText } from './dates.ts';
import { numberText } from './numbers.ts';
import { type Workbook, attribute, unescaped } from './workbook.ts';

/** Whom the rows of a sheet are told; rows without a filled cell are left out. */
export interface SheetHandler {
  row(cells: Cell[], number: number): void;
  fault(row: number, cell: string, reason: string): void;
}

/** The most columns that a sheet can have. */
const mostColumns = 16_384;

/** Reads the cells of a sheet out of its XML. */
export class SheetRows {
  readonly #parser: XmlParser;
  readonly #workbook: Workbook;
  readonly #handler: SheetHandler;
  readonly #limit: number;
  row = 0;
  #cells: Cell[] = [];
  #chars = 0;
  #column = -1;
  /** Where a cell stands that does not say it. */
  #next = 0;
  #type = '';
  #style = 0;
  #value: string | undefined;
  #taking = false;
  #formula = false;
  #fault: { cell: string; reason: string } | undefined;

  constructor(workbook: Workbook, handler: SheetHandler, recordChars: number) {
    this.#workbook = workbook;
    this.#handler = handler;
    this.#limit = recordChars;
    this.#parser = new XmlParser(
      {
        open: (tag) => this.#open(tag),
        text: (text) => {
          if (this.#taking) this.#value = (this.#value ?? '') + text;
        },
        close: (tag) => this.#close(tag),
      },
      { chars: recordChars, depth: 32 },
      false,
    );
  }

  push(text: string): void {
    this.#parser.push(text);
  }

  end(): void {
    this.#parser.end();
  }

  #open(tag: Tag): void {
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    if (name === 'v' || name === 't') this.#taking = this.#column >= 0 && !this.#phonetic;
    else if (name === 'c') {
      const reference = attribute(tag, 'r');
      const letters = reference?.slice(0, 10).replace(/\d+$/, '');
      this.#column = letters === undefined ? this.#next : indexOfLetters(letters);
      if (!(this.#column >= 0 && this.#column < mostColumns))
        throw new Unreadable(this.row, 'a cell stands outside of what a sheet can hold');
      this.#type = attribute(tag, 't') ?? 'n';
      this.#style = Number(attribute(tag, 's') ?? 0);
      this.#value = undefined;
      this.#formula = false;
    } else if (name === 'row') {
      const number = Number(attribute(tag, 'r') ?? this.row + 1);
      if (!Number.isInteger(number) || number <= this.row)
        throw new Unreadable(this.row, 'the rows of the sheet are out of order');
      this.row = number;
      this.#cells = [];
      this.#next = 0;
      this.#chars = 0;
      this.#fault = undefined;
    } else if (name === 'f') this.#formula = true;
    else if (name === 'rPh') this.#phonetic = true;
  }

  #phonetic = false;

  #close(tag: Tag): void {
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    if (name === 'v' || name === 't') this.#taking = false;
    else if (name === 'rPh') this.#phonetic = false;
    else if (name === 'c') {
      const cell = this.#cell();
      this.#chars += cell?.length ?? 0;
      // Gaps stay gaps: a row may have its only cell in column 16,384.
      if (cell !== null) this.#cells[this.#column] = cell;
      this.#next = this.#column + 1;
      this.#column = -1;
    } else if (name === 'row') this.#endRow();
  }

  #endRow(): void {
    if (this.#chars > this.#limit)
      this.#handler.fault(this.row, '', `a row of more than ${this.#limit} characters`);
    else if (this.#fault !== undefined) this.#handler.fault(this.row, this.#fault.cell, this.#fault.reason);
    else if (this.#cells.length > 0) this.#handler.row(this.#cells, this.row);
  }

  /** What the cell means, as text. */
  #cell(): Cell {
    const { texts, dates, from1904 } = this.#workbook;
    const value = this.#value;
    if (value === undefined) {
      if (this.#formula) this.#blame('holds a formula that was saved without its value');
      return null;
    }
    if (this.#type === 's') {
      const text = texts[Number(value)];
      if (text === undefined) this.#blame('refers to a text that is not there');
      return text || null;
    }
    if (this.#type === 'b') return value.trim() === '1' ? 'true' : 'false';
    // Text as it stands, dates that are ISO already, and errors such as `#N/A`.
    if (this.#type !== 'n') return unescaped(value) || null;
    if (dates[this.#style]) {
      const date = dateText(Number(value), from1904);
      if (date === null) this.#blame('is shown as a date and is none');
      return date;
    }
    const number = numberText(value);
    if (number === null) this.#blame('is no number');
    return number;
  }

  #blame(reason: string): void {
    this.#fault ??= { cell: byLetter(this.#column) + this.row, reason };
  }
}
