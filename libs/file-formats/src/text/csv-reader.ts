import type { CsvFormat } from '../format/csv-format.ts';
import type { Limits } from '../limits.ts';
import type { FormatReader, Sink } from '../sink.ts';
import { distinct } from '../tables/columns.ts';
import type { TableShape } from '../tables/table.ts';
import { CsvRows } from './csv-rows.ts';
import { LineSplitter } from './lines.ts';
import { textTableReader } from './text-table.ts';

/** Reads delimited text. */
export function csvReader(format: CsvFormat, limits: Limits, sink: Sink): FormatReader {
  const before = format.skip?.before ?? 0;
  return textTableReader(format, shapeOf(format), limits, sink, ({ table, filter, onLine, onHead }) => {
    const rows = new CsvRows(format, limits.recordChars, {
      begins: (line) => filter.begins(line),
      row: (fields, line) => {
        if (line.number === format.head?.row) onHead(fields);
        else table.row(fields, line.number, line.number - before);
      },
      fault: (line, reason) => table.unreadable(line, reason),
      cut: (line, reason) => {
        sink.whole = false;
        table.unreadable(line, reason);
      },
    });
    const splitter = new LineSplitter(limits.recordChars, onLine, (number) =>
      table.unreadable(number, `a line of more than ${limits.recordChars} characters`),
    );
    return {
      push: (text) => splitter.push(text),
      line: (line) => rows.line(line),
      endText: () => splitter.end(),
      end: () => rows.end(),
      get lines() {
        return splitter.lines;
      },
    };
  });
}

function shapeOf({ header, columns, kinds, skip, lengths, nest, undecodable }: CsvFormat): TableShape {
  const named = header === undefined ? ((columns ?? kinds) ? 'none' : 1) : header;
  return {
    ...(named !== 'none' && { header: named }),
    ...(columns && { columns: columns.map((name, index) => name || String(index + 1)) }),
    ...(nest && { nest }),
    ...(kinds && {
      kinds: {
        ...(kinds.by !== undefined && { by: kinds.by }),
        ...(kinds.headers !== undefined && { headers: new RegExp(kinds.headers, 'u') }),
        pick: [kinds.pick].flat(),
        columns: new Map(
          Object.entries(kinds.columns).map(([kind, names]) => [
            kind,
            distinct(
              names.map((name, index) => name || String(index + 1)),
              0,
            ),
          ]),
        ),
        carry: kinds.carry,
      },
    }),
    afterHeader: skip?.afterHeader ?? 0,
    lengths,
    keepUndecodable: undecodable === 'keep',
  };
}
