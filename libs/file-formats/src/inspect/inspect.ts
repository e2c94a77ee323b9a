import { Unreadable } from '../fault.ts';
import { type FormatInput, formatSchema } from '../format/format.ts';
import type { Limits } from '../limits.ts';
import { readRecords } from '../read-records.ts';
import type { Verdict } from '../sink.ts';
import { type ColumnProfile, ColumnProfiler } from './column-profile.ts';
import { type GuessedFormat, guessFormat } from './guess-format.ts';
import type { Guess } from './guess.ts';
import { ofPart, partsOf } from './parts.ts';

/** What a file looks like. Everything in it is a guess for a person to confirm; reading never guesses. */
export interface Inspection {
  /** What may read it; none where nothing fits. */
  readonly format?: FormatInput;
  readonly guesses: readonly Guess[];
  /** What the columns look like when it is read so; of trees, the values right inside a record. */
  readonly columns: readonly ColumnProfile[];
  readonly verdict?: Verdict;
}

const mostColumns = 1_000;

/** Guesses how a file may be read, and what its columns hold. `format` instead says how, and only columns are guessed. */
export async function inspect(
  bytes: Uint8Array,
  { format, limits }: { format?: FormatInput; limits?: Partial<Limits> } = {},
): Promise<Inspection> {
  const guessed = format === undefined ? await withHeaderRow(bytes, guess(bytes)) : { format, guesses: [] };
  return refined(bytes, guessed, format !== undefined, limits);
}

/** What one of the tables in a file looks like: a sheet of a workbook, a table of a dump. */
export interface InspectedPart extends Inspection {
  /** Its name in the file; null of a file that holds one table. */
  readonly part: string | null;
}

/** Parts of a file that are looked at. */
const mostParts = 50;

/** The same of each table in a file, in their order. */
export async function inspectParts(
  bytes: Uint8Array,
  { limits }: { limits?: Partial<Limits> } = {},
): Promise<InspectedPart[]> {
  const guessed = guess(bytes);
  const { format } = guessed;
  const parts = format === undefined ? [] : partsOf(bytes, format).slice(0, mostParts);
  if (format === undefined || parts.length === 0)
    return [{ part: null, ...(await inspect(bytes, limits && { limits })) }];
  const found: InspectedPart[] = [];
  for (const part of parts) {
    const own = { ...guessed, format: ofPart(bytes, format, part) };
    found.push({ part, ...(await refined(bytes, await withHeaderRow(bytes, own), false, limits)) });
  }
  return found;
}

async function refined(
  bytes: Uint8Array,
  guessed: GuessedFormat,
  stated: boolean,
  limits: Partial<Limits> | undefined,
): Promise<Inspection> {
  const first = await read(bytes, guessed, limits);
  const bare = first.verdict?.faults.some(({ reason }) => reason.includes('does not begin with one'));
  if (stated || !bare || guessed.format === undefined || !('csv' in guessed.format)) return first;
  const literal: Guess = {
    field: 'bareQuotes',
    value: 'literal',
    sure: 'unsure',
    because: 'there are quotes inside of fields that do not begin with one',
  };
  const again = {
    format: { ...guessed.format, bareQuotes: 'literal' as const },
    guesses: [...guessed.guesses, literal],
  };
  return read(bytes, again, limits);
}

async function read(
  bytes: Uint8Array,
  guessed: GuessedFormat,
  limits: Partial<Limits> | undefined,
): Promise<Inspection> {
  const parsed = guessed.format && formatSchema.safeParse(guessed.format);
  if (!parsed?.success) return { ...guessed, columns: [] };
  const columns = new Map<string, ColumnProfiler>();
  const records = readRecords(streamOf(bytes), parsed.data, limits);
  for await (const batch of records) {
    for (const { values } of batch) {
      for (const [name, value] of Object.entries(values)) {
        let column = columns.get(name);
        if (column === undefined) {
          if (columns.size >= mostColumns) continue;
          column = new ColumnProfiler(name);
          columns.set(name, column);
        }
        column.add(value);
      }
    }
  }
  return {
    ...guessed,
    columns: [...columns.values()].map((column) => column.profile()),
    verdict: records.verdict(),
  };
}

async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Of a sheet, the first row that has a filled cell is taken for its header. */
async function withHeaderRow(bytes: Uint8Array, guessed: GuessedFormat): Promise<GuessedFormat> {
  const { format, guesses } = guessed;
  if (format === undefined || !('xlsx' in format)) return guessed;
  const rows = readRecords(streamOf(bytes), formatSchema.parse({ xlsx: format.xlsx, header: 'none' }));
  let header = 1;
  for await (const [first] of rows) {
    header = first?.position ?? 1;
    break;
  }
  const said: Guess = {
    field: 'header',
    value: String(header),
    sure: 'unsure',
    because: 'it is the first row with a filled cell',
  };
  return { format: { ...format, header }, guesses: [...guesses, said] };
}

function guess(bytes: Uint8Array): GuessedFormat {
  try {
    return guessFormat(bytes);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return {
      guesses: [{ field: 'format', value: 'unknown', sure: 'unsure' as const, because: error.message }],
    };
  }
}
