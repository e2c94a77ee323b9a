import { Unreadable } from '../fault.ts';
import type { XlsxFormat } from '../format/xlsx-format.ts';
import type { Limits } from '../limits.ts';
import type { FormatReader, Sink } from '../sink.ts';
import { type Cell, byLetter, indexOfLetters } from '../tables/columns.ts';
import { Table, type TableShape } from '../tables/table.ts';
import { SheetRows } from './sheet-rows.ts';
import { type Workbook, readWorkbook } from './workbook.ts';
import { ZipArchive } from './zip.ts';

/**
 * Reads a sheet. The packed workbook is held whole, because its directory is at its end; the sheet is unpacked and read
 * in parts.
 */
export function xlsxReader(format: XlsxFormat, limits: Limits, sink: Sink): FormatReader {
  const packed: Uint8Array[] = [];
  let size = 0;
  return {
    push(bytes) {
      size += bytes.length;
      if (size > limits.workbookBytes)
        throw new Unreadable(0, `a workbook of more than ${limits.workbookBytes} bytes`);
      packed.push(Uint8Array.from(bytes));
    },
    async *end() {
      const archive = new ZipArchive(Buffer.concat(packed));
      packed.length = 0;
      const workbook = readWorkbook(archive, limits.sharedTextChars);
      const part = sheetPart(workbook, format.xlsx);
      const rows = new RowsOfSheet(format, limits, sink);
      const sheet = new SheetRows(workbook, rows, limits.recordChars);
      const decoder = new TextDecoder();
      for await (const bytes of archive.parts(part, limits.sheetBytes)) {
        sheet.push(decoder.decode(bytes, { stream: true }));
        yield;
      }
      sheet.end();
      rows.end();
      sink.physicalLines = sheet.row;
      sink.endProven = true;
    },
  };
}

function sheetPart({ sheets }: Workbook, wanted: string | number): string {
  // In YAML a number arrives as text, since a sheet may be called so.
  const found = sheets.find(({ name }) => name === String(wanted)) ?? sheets[Number(wanted) - 1];
  if (found === undefined) {
    const there = sheets
      .map(({ name }) => name)
      .join(', ')
      .slice(0, 500);
    throw new Unreadable(0, `the workbook has no sheet ${wanted}; it has: ${there}`);
  }
  return found.part;
}

/** Applies what the format says of rows. */
class RowsOfSheet {
  readonly #table: Table;
  readonly #sink: Sink;
  readonly #before: number;
  readonly #atEnd: number;
  readonly #ignore: RegExp[];
  readonly #letters: readonly number[] | undefined;
  readonly #firstHeader: number;
  /** Whether a row names the columns. */
  readonly #named: boolean;
  #held: { cells: Cell[]; number: number }[] = [];

  constructor(format: XlsxFormat, limits: Limits, sink: Sink) {
    const header = format.header ?? (format.columns === undefined ? 1 : 'none');
    const shape: TableShape = {
      ...(header !== 'none' && { header }),
      ...(format.columns && { columns: Object.keys(format.columns) }),
      ...(format.nest && { nest: format.nest }),
      afterHeader: format.skip?.afterHeader ?? 0,
      lengths: 'exact',
      unnamed: byLetter,
      strictHeader: true,
      keepUndecodable: true,
    };
    this.#table = new Table(shape, limits, sink);
    this.#sink = sink;
    this.#before = format.skip?.before ?? 0;
    this.#atEnd = format.skip?.end ?? 0;
    this.#ignore = format.ignore.map((source) => new RegExp(source, 'u'));
    this.#letters = format.columns && Object.values(format.columns).map(indexOfLetters);
    this.#named = header !== 'none';
    this.#firstHeader = header === 'none' ? 1 : typeof header === 'number' ? header : header.rows[0];
  }

  row(cells: Cell[], number: number): void {
    this.#held.push({ cells, number });
    if (this.#held.length > this.#atEnd) this.#take(this.#held.shift() as { cells: Cell[]; number: number });
  }

  fault(row: number, cell: string, reason: string): void {
    this.#table.unreadable(row, cell === '' ? reason : `cell ${cell} ${reason}`);
  }

  end(): void {
    for (const _ of this.#held) this.#sink.passOver('at the end');
    this.#table.end();
  }

  #take({ cells, number }: { cells: Cell[]; number: number }): void {
    if (number < this.#before + this.#firstHeader) {
      this.#sink.passOver('above the table');
      return;
    }
    const ignored = this.#ignore.find((rule) => rule.test(cells.map((cell) => cell ?? '').join('\t')));
    if (ignored !== undefined) {
      this.#sink.passOver(`ignored: ${ignored.source}`);
      return;
    }
    this.#table.row(this.#fitted(cells), number, number - this.#before);
  }

  /** Sheets leave blank cells out: a row has as many cells as there are columns. */
  #fitted(cells: Cell[]): Cell[] {
    if (this.#letters !== undefined) return this.#letters.map((index) => cells[index] ?? null);
    const columns = this.#table.names?.length;
    if (columns === undefined) return this.#named ? Array.from(cells, (cell) => cell ?? null) : cells;
    const fitted = Array.from({ length: columns }, (_, index) => cells[index] ?? null);
    // What stands to the right of the header has no name; it is not lost in silence.
    for (let index = columns; index < cells.length; index += 1)
      if (cells[index] != null) fitted.push(cells[index] as Cell);
    return fitted;
  }
}
