import type { FormatInput } from '../format/format.ts';
import { decoderOf } from '../text/decode.ts';
import { readWorkbook } from '../workbook/workbook.ts';
import { ZipArchive } from '../workbook/zip.ts';
import { guessDelimiter, guessHeader, widenDelimiter } from './guess-delimiter.ts';
import { guessEncoding } from './guess-encoding.ts';
import { guessRecordPath } from './guess-record-path.ts';
import { guessSpans } from './guess-spans.ts';
import type { Guess } from './guess.ts';

/** A format that may read the file, and what of it was guessed; none where nothing fits. */
export interface GuessedFormat {
  readonly format?: FormatInput;
  readonly guesses: readonly Guess[];
}

const sampled = 64 * 1024;

export function guessFormat(bytes: Uint8Array): GuessedFormat {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return workbook(bytes);
  const sample = bytes.subarray(0, sampled);
  const encoding = guessEncoding(sample);
  const text = decoderOf(encoding.value).decode(sample);
  const kind = (value: string, sure: Guess['sure'], because: string): Guess => ({
    field: 'format',
    value,
    sure,
    because,
  });
  const start = text.trimStart();
  if (start.startsWith('<')) {
    const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']/.exec(start)?.[1]?.toLowerCase();
    const { path, many } = guessRecordPath(decoderOf(encoding.value).decode(bytes));
    return {
      format: { xml: path.value, encoding: encoding.value, many },
      guesses: [
        kind('xml', 'certain', 'it begins with a mark of XML'),
        declared === encoding.value ? { ...encoding, sure: 'certain' } : encoding,
        path,
      ],
    };
  }
  if (isObjects(start))
    return {
      format: { jsonLines: true, encoding: encoding.value },
      guesses: [kind('jsonLines', 'likely', 'its lines are objects'), encoding],
    };
  if (/^(?:\[\s*[{\]]|\{\s*["}])/.test(start)) {
    const list = /^\{\s*"([^"\\]+)"\s*:\s*\[/.exec(start)?.[1] ?? '';
    const path: Guess = {
      field: 'json',
      value: list,
      sure: 'unsure',
      because: 'the first list of the document is there',
    };
    return {
      format: { json: list, encoding: encoding.value },
      guesses: [kind('json', 'certain', 'it begins with a mark of JSON'), encoding, path],
    };
  }
  const dump = /^[ \t]*(?:INSERT\s+(?:INTO\s+)?|COPY\s+)([\w.[\]"`]+)/im.exec(text);
  if (dump !== null && /;\s*$|\bVALUES\b|FROM stdin/im.test(text))
    return sqlDump(text, dump[1] ?? '', encoding, kind);
  return table(text, encoding, kind);
}

/** Whether the first two lines are objects. */
function isObjects(text: string): boolean {
  const [first = '', second = ''] = text
    .split('\n', 1_000)
    .map((line) => line.trim())
    .filter(Boolean);
  return first.startsWith('{') && first.endsWith('}') && second.startsWith('{');
}

type Kind = (value: string, sure: Guess['sure'], because: string) => Guess;
type EncodingGuess = ReturnType<typeof guessEncoding>;

function sqlDump(text: string, named: string, encoding: EncodingGuess, kind: Kind): GuessedFormat {
  const dialect = /\bFROM stdin\b|SET search_path|::\w/.test(text)
    ? 'postgresql'
    : /`\w+`|ENGINE=/.test(text)
      ? 'mysql'
      : /\[\w+\]|\bN'|^GO\s*$/m.test(text)
        ? 'sqlserver'
        : 'standard';
  const table: Guess = {
    field: 'sql',
    value: named.replace(/[[\]"`]/g, ''),
    sure: 'unsure',
    because: 'it is the first table with rows',
  };
  const guessed: Guess = {
    field: 'dialect',
    value: dialect,
    sure: 'unsure',
    because: 'of the way names and texts are marked',
  };
  return {
    format: { sql: table.value, dialect, encoding: encoding.value },
    guesses: [kind('sql', 'likely', 'it has statements that insert rows'), encoding, table, guessed],
  };
}

function table(text: string, encoding: EncodingGuess, kind: Kind): GuessedFormat {
  const lines = text.split(/\r?\n/).slice(0, 1_000);
  // The sample may have cut the last one.
  if (lines.length > 1) lines.pop();
  const delimiter =
    guessDelimiter(lines) ?? guessDelimiter(text.replace(/"(?:[^"]|"")*"/g, '').split(/\r?\n/));
  const lengths = new Set(lines.filter(Boolean).map(({ length }) => length));
  const fixed = lengths.size === 1 && lines.length > 1;
  // Marks in texts cut some of its lines, and never all.
  if (delimiter === undefined || (fixed && delimiter.share < 0.9)) {
    const because = fixed
      ? `all lines have ${[...lengths][0]} characters`
      : 'no delimiter cuts its lines alike';
    const spans: Guess = {
      field: 'columns',
      value: 'by place',
      sure: 'unsure',
      because: 'they begin behind blanks that all lines have, and where digits end or begin in all lines',
    };
    const guesses = [kind(fixed ? 'fixed' : 'unknown', 'unsure', because), encoding];
    return fixed
      ? {
          format: { fixed: 'lines', encoding: encoding.value, columns: guessSpans(lines) },
          guesses: [...guesses, spans],
        }
      : { guesses };
  }
  const wide = widenDelimiter(lines, delimiter.value);
  const rows = lines
    .filter(Boolean)
    .map((line) =>
      wide.end !== undefined && line.endsWith(wide.end) ? line.slice(0, -wide.end.length) : line,
    )
    .map((line) => line.split(wide.csv).map((cell) => cell.replace(/^"(.*)"$/, '$1')));
  const header = guessHeader(rows);
  const quoted = lines.some((line) => line.includes('"'));
  return {
    format: {
      ...wide,
      encoding: encoding.value,
      header: header.value === 'none' ? 'none' : Number(header.value),
      ...(!quoted && { quote: 'none' as const }),
    },
    guesses: [kind('csv', delimiter.sure, delimiter.because), encoding, delimiter, header],
  };
}

function workbook(bytes: Uint8Array): GuessedFormat {
  const { sheets } = readWorkbook(new ZipArchive(Buffer.from(bytes)), 64 * 1024 * 1024);
  const [first] = sheets;
  const guess = (field: string, value: string, because: string): Guess => ({
    field,
    value,
    sure: 'unsure',
    because,
  });
  const others = sheets
    .slice(1)
    .map(({ name }) => name)
    .join(', ')
    .slice(0, 500);
  return {
    format: { xlsx: first?.name ?? 1, header: 1 },
    guesses: [
      { field: 'format', value: 'xlsx', sure: 'certain', because: 'it is a workbook' },
      guess(
        'xlsx',
        first?.name ?? '',
        others === '' ? 'it is the only sheet' : `it is the first sheet; the others: ${others}`,
      ),
    ],
  };
}
