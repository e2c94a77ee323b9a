import type { FixedFormat, Spans } from '../format/fixed-format.ts';
import type { Limits } from '../limits.ts';
import type { FormatReader, Sink } from '../sink.ts';
import type { TableShape } from '../tables/table.ts';
import { type Line, LineSplitter } from './lines.ts';
import { textTableReader } from './text-table.ts';

/** Reads text whose columns stand at fixed places. */
export function fixedReader(format: FixedFormat, limits: Limits, sink: Sink): FormatReader {
  const spansOf = Object.entries(format.kinds?.columns ?? {}).map(
    ([kind, spans]) => [kind, layout(spans)] as const,
  );
  const layouts = new Map(spansOf);
  const only = format.columns && layout(format.columns);
  const by = format.kinds?.by;

  return textTableReader(format, shapeOf(format), limits, sink, ({ table, filter, onLine, onHead }) => {
    const cut = (line: Line): void => {
      if (!filter.begins(line)) return;
      const { text, number } = line;
      if (number === format.head?.row) {
        onHead([text]);
        return;
      }
      const kind = by && text.slice(by[0] - 1, by[0] - 1 + by[1]).trim();
      const columns = kind === undefined ? only : layouts.get(kind);
      if (columns === undefined) {
        table.row([text], number, number, kind);
        return;
      }
      if (text.length < columns.end && format.lengths === 'exact') {
        const reason = `has ${text.length} characters, its columns ${columns.end}`;
        if (line.ending === '') sink.whole = false;
        table.unreadable(number, reason);
        return;
      }
      // What a line is too short for is blank: exporters cut blanks at the end.
      const fields = columns.spans.map(([start, end]) => text.slice(start, end));
      table.row(fields, number, number, kind);
    };
    const splitter =
      format.fixed === 'lines'
        ? new LineSplitter(limits.recordChars, onLine, (number) =>
            table.unreadable(number, `a line of more than ${limits.recordChars} characters`),
          )
        : new LengthSplitter(format.fixed, onLine);
    return {
      push: (text) => splitter.push(text),
      line: cut,
      endText: () => splitter.end(),
      end: () => {},
      get lines() {
        return splitter.lines;
      },
    };
  });
}

interface Layout {
  readonly spans: readonly (readonly [number, number])[];
  /** Characters that a line needs. */
  readonly end: number;
}

function layout(columns: Spans): Layout {
  const spans = Object.values(columns).map(([start, length]) => [start - 1, start - 1 + length] as const);
  return { spans, end: Math.max(...spans.map(([, end]) => end)) };
}

/** Cuts text without line breaks into records of one length; a line break after the last is no record. */
class LengthSplitter {
  lines = 0;
  readonly #length: number;
  readonly #onLine: (line: Line) => void;
  #rest = '';

  constructor(length: number, onLine: (line: Line) => void) {
    this.#length = length;
    this.#onLine = onLine;
  }

  push(part: string): void {
    const text = this.#rest + part;
    let from = 0;
    for (; from + this.#length <= text.length; from += this.#length) {
      this.lines += 1;
      this.#onLine({ text: text.slice(from, from + this.#length), ending: '\n', number: this.lines });
    }
    this.#rest = text.slice(from);
  }

  end(): void {
    // Line breaks and the end mark of CP/M are no record.
    if (['', '\n', '\r\n', '\u001a', '\r\n\u001a'].includes(this.#rest)) return;
    this.lines += 1;
    this.#onLine({ text: this.#rest, ending: '', number: this.lines });
  }
}

function shapeOf({ columns, kinds, skip, lengths, nest, undecodable }: FixedFormat): TableShape {
  return {
    ...(columns && { columns: Object.keys(columns) }),
    ...(nest && { nest }),
    ...(kinds && {
      kinds: {
        pick: [kinds.pick].flat(),
        columns: new Map(Object.entries(kinds.columns).map(([kind, spans]) => [kind, Object.keys(spans)])),
        carry: kinds.carry,
      },
    }),
    afterHeader: skip?.afterHeader ?? 0,
    lengths,
    keepUndecodable: undecodable === 'keep',
  };
}
