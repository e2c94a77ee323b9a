import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type Language, languages } from '@throughline/data-report';
import { checkSource } from '@throughline/source-documents';
import {
  type Trial,
  type TriedMapping,
  type TriedRow,
  mergeTrials,
  renderTrial,
  trySamples,
} from '@throughline/source-verification';
import { Failure, NotFound } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { type Output, table } from '../output.ts';
import { readDocument } from './source-verify.ts';
import { rethrowAt, readText, wholeNumber } from './source.ts';

/** What a document makes of a part of what has landed, as `POST /sources/trial` has it. */
export interface TrialPart {
  trial: Trial;
  next: string | null;
}

export interface TrialOptions {
  readonly reader?: string | undefined;
  readonly days?: string | undefined;
  /** Where the page goes; none when left out. */
  readonly html?: string | undefined;
  readonly language?: string | undefined;
}

/** Tries a document on sample files, `FILE` or `READER=FILE` each, without an installation. Changes nothing. */
export async function trySampleFiles(
  file: string,
  samples: readonly string[],
  options: TrialOptions,
  now: Date,
): Promise<Output> {
  const language = languageOf(options.language);
  const source = await readDocument(file, checkSource);
  const mapped = [...new Set(source.feedings.map(({ reader }) => reader))];
  const files = new Map(
    samples.map((sample) => namedSample(sample, [...source.readers.keys()], options.reader, mapped)),
  );
  try {
    const opens = [...files].map(([reader, path]) => [reader, () => createReadStream(path)] as const);
    return await trialOutput(await trySamples(source, new Map(opens), now), options.html, language);
  } catch (error) {
    if (error instanceof RangeError) throw new NotFound(error.message);
    throw (error as NodeJS.ErrnoException).code === undefined
      ? error
      : new NotFound((error as Error).message);
  }
}

/** Tries a document on what has landed of its source in an installation. Changes nothing. */
export async function tryLanded(
  installation: Installation,
  file: string,
  options: TrialOptions,
): Promise<Output> {
  const language = languageOf(options.language);
  const document = readText(file);
  const request = {
    document,
    days: wholeNumber(options.days, '--days') ?? null,
    reader: options.reader ?? null,
  };
  const trial = await inParts<TrialPart, Trial>(
    (after) => installation.command('erp-adapter', '/sources/trial', { ...request, after }),
    (part) => part.trial,
    mergeTrials,
  ).catch(rethrowAt(file, document));
  return trialOutput(trial, options.html, language);
}

/** Asks for part after part until there is no more, and adds them up. */
export async function inParts<Part extends { next: string | null }, Whole>(
  ask: (after: string | null) => Promise<Part>,
  of: (part: Part) => Whole,
  merge: (one: Whole, other: Whole) => Whole,
): Promise<Whole> {
  let part = await ask(null);
  let whole = of(part);
  while (part.next !== null) {
    part = await ask(part.next);
    whole = merge(whole, of(part));
  }
  return whole;
}

function languageOf(text = 'en'): Language {
  const known = languages.find((each) => each === text);
  if (known === undefined) throw new Failure(`--language is one of ${languages.join(', ')}`);
  return known;
}

/** Which reader a sample is of: the one that it names, that of `--reader`, or the only one that is mapped. */
function namedSample(
  sample: string,
  readers: readonly string[],
  named: string | undefined,
  mapped: readonly string[],
): [string, string] {
  const at = sample.indexOf('=');
  if (at > 0 && readers.includes(sample.slice(0, at))) return [sample.slice(0, at), sample.slice(at + 1)];
  const reader = named ?? (mapped.length === 1 ? mapped[0] : undefined);
  if (reader === undefined)
    throw new Failure(`--reader says of which reader ${sample} is: ${mapped.join(', ')}`);
  return [reader, sample];
}

/** A trial for people: what comes of the rows and why not, what is not used, and some of them with their records. */
export async function trialOutput(
  trial: Trial,
  html: string | undefined,
  language: Language,
): Promise<Output> {
  if (html !== undefined) await writeFile(html, renderTrial(trial, language));
  const { readers, mappings } = trial;
  const wrong =
    readers.some(({ whole, unreadable, withoutKey }) => !whole || unreadable > 0 || withoutKey > 0) ||
    mappings.some(({ held }) => held > 0);
  const unused = readers.filter(({ unusedColumns }) => unusedColumns.length > 0);
  return {
    json: trial,
    lines: [
      ...readers.flatMap(({ reader, whole, readOtherwise }) => [
        ...(whole ? [] : [`${reader}: is not whole`]),
        ...(readOtherwise ? [`${reader}: its rows were read by the settings of another version`] : []),
      ]),
      ...table(
        ['reader', 'rows', 'without key', 'unreadable'],
        readers.map(({ reader, rows, withoutKey, unreadable }) => [reader, rows, withoutKey, unreadable]),
      ),
      ...readers.flatMap(({ reader, faults }) =>
        faults.map(({ position, field, reason }) => `  ${reader} ${position} ${field ?? ''}: ${reason}`),
      ),
      '',
      ...table(
        ['mapping', 'rows', 'records', 'held', 'skipped'],
        mappings.map(({ mapping, rows, records, held, skipped }) => [mapping, rows, records, held, skipped]),
      ),
      ...(unused.length === 0
        ? []
        : [
            '',
            ...unused.map(
              ({ reader, unusedColumns }) => `${reader}: nothing uses ${unusedColumns.join(', ')}`,
            ),
          ]),
      ...mappings.flatMap(mappingLines),
      ...(html === undefined ? [] : ['', `Written to ${html}`]),
    ],
    status: wrong ? 1 : 0,
  };
}

/** Rows that are printed of each mapping; the page and JSON have more. */
const printed = 10;

function mappingLines({ mapping, causes, unfilledFields, emptyFields, examples }: TriedMapping): string[] {
  return [
    ...['', mapping],
    ...(unfilledFields.length === 0 ? [] : [`  nothing fills ${unfilledFields.join(', ')}`]),
    ...(emptyFields.length === 0
      ? []
      : [`  empty or as by default in every record: ${emptyFields.join(', ')}`]),
    ...(causes.length === 0
      ? []
      : table(
          ['  rows', 'cause', 'field', 'reason'],
          causes.map(({ severity, field, reason, rows }) => [rows, severity, field, reason]),
        )),
    ...examples.slice(0, printed).flatMap(rowLines),
  ];
}

function rowLines({ sourceKey, row, records, issues, skipped }: TriedRow): string[] {
  return [
    `  ${sourceKey.replaceAll('\u001F', ' ')}  ${JSON.stringify(row)}`,
    ...records.flatMap(({ key, value }) =>
      value === null ? [] : [`    = ${key ?? ''} ${JSON.stringify(value)}`],
    ),
    ...issues.map(({ field, reason, severity }) => `    ! ${field}: ${reason} (${severity})`),
    ...(skipped === null ? [] : [`    - ${skipped}`]),
  ];
}
