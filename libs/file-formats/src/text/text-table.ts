import type { Encoding } from '../format/text-settings.ts';
import type { Limits } from '../limits.ts';
import type { FormatReader, Sink } from '../sink.ts';
import { Table, type TableShape } from '../tables/table.ts';
import { ControlTotals, type TrailerRule } from './control-totals.ts';
import { type Decoder, decoderOf, undecodable } from './decode.ts';
import { HeldBack } from './held-back.ts';
import { LineFilter } from './line-filter.ts';
import type { Line } from './lines.ts';

/** What tables of text have in common, whatever cuts them into fields. */
export interface TextTableSettings {
  readonly encoding: Encoding;
  readonly comment?: string | undefined;
  readonly ignore: readonly string[];
  readonly trailer?: string | TrailerRule | undefined;
  readonly skip?: { readonly before: number; readonly end: number } | undefined;
  readonly head?: { readonly row: number; readonly as: string } | undefined;
}

/** Cuts text into lines, and lines into rows. */
export interface RowCutter {
  /** Takes decoded text, and gives lines to `onLine`. */
  push(text: string): void;
  /** A line that is not skipped. */
  line(line: Line): void;
  /** No more text: the last line is given. */
  endText(): void;
  /** No more lines. */
  end(): void;
  /** Lines so far. */
  readonly lines: number;
}

type CutterOf = (parts: {
  table: Table;
  filter: LineFilter;
  onLine: (line: Line) => void;
  onHead: (fields: string[]) => void;
}) => RowCutter;

/** Reads a table of text. */
export function textTableReader(
  settings: TextTableSettings,
  shape: TableShape,
  limits: Limits,
  sink: Sink,
  cutterOf: CutterOf,
): FormatReader {
  const { skip, head, trailer } = settings;
  const rule: TrailerRule | undefined =
    typeof trailer === 'string' ? { line: trailer, counts: 'rows', decimal: '.' } : trailer;
  const totals = rule && new ControlTotals(rule);
  const table = new Table(shape, limits, sink);
  if (rule?.sumOf !== undefined) table.onValues = (values) => totals?.add(values);
  const filter = new LineFilter({ ...settings, trailer: rule?.line }, sink);
  const decoder: Decoder = decoderOf(settings.encoding);
  const before = skip?.before ?? 0;
  const firstHeader = typeof shape.header === 'object' ? shape.header.rows[0] : (shape.header ?? 1);

  const held = new HeldBack(skip?.end ?? 0, (line) => {
    // What stands above the header is not cut into fields: a title may hold a lone quote.
    if (line.number === head?.row || line.number >= before + firstHeader) cutter.line(line);
    else sink.passOver('above the table');
  });
  const onHead = (fields: string[]) =>
    table.lay(
      head?.as ?? 'head',
      Object.fromEntries(fields.map((field, index) => [String(index + 1), field])),
    );
  const cutter = cutterOf({ table, filter, onLine: (line) => held.line(line), onHead });

  const take = (text: string) => {
    if (!table.suspect && text.includes(undecodable)) table.suspect = true;
    cutter.push(text);
    sink.physicalLines = cutter.lines;
  };
  return {
    push: (bytes) => take(decoder.decode(bytes)),
    *end() {
      take(decoder.end());
      cutter.endText();
      cutter.end();
      table.end();
      for (let left = held.held; left > 0; left -= 1) sink.passOver('at the end');
      sink.physicalLines = cutter.lines;
      totals?.check(sink, filter.trailerLine, table.rows);
      yield;
    },
  };
}
