import type { RawTree, RawValue } from '@throughline/connector';
import type { JsonFormat, JsonLinesFormat } from '../format/tree-formats.ts';
import type { WriteOptions } from './write-options.ts';

const bare = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false)$/;

/** A JSON document with a list of records. */
export async function* writeJson(
  format: JsonFormat,
  records: AsyncIterable<RawTree>,
  options: WriteOptions,
): AsyncGenerator<string> {
  const path = format.json === '' ? [] : format.json.split('.');
  yield path.map((name) => `{${JSON.stringify(name)}:`).join('');
  let between = '[\n';
  for await (const record of records) {
    yield between + spelled(record, options.unquoted ?? []);
    between = ',\n';
  }
  yield between === '[\n' ? '[]' : '\n]';
  yield `${'}'.repeat(path.length)}\n`;
}

/** An object a line. */
export async function* writeJsonLines(
  _: JsonLinesFormat,
  records: AsyncIterable<RawTree>,
  options: WriteOptions,
): AsyncGenerator<string> {
  for await (const record of records) yield `${spelled(record, options.unquoted ?? [])}\n`;
}

/** Numbers keep their digits: they are never made a number of ours. */
function spelled(value: RawValue, unquoted: readonly string[], name?: string): string {
  if (value === null) return 'null';
  if (typeof value === 'string')
    return name !== undefined && unquoted.includes(name) && bare.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value))
    return `[${(value as readonly RawValue[]).map((one) => spelled(one, unquoted, name)).join(',')}]`;
  const members = Object.entries(value as RawTree).map(
    ([key, one]) => `${JSON.stringify(key)}:${spelled(one, unquoted, key)}`,
  );
  return `{${members.join(',')}}`;
}
