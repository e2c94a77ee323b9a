import { readFileSync, writeFileSync } from 'node:fs';
import { Failure, NotFound, Refusal } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { type Output, table } from '../output.ts';
import { timeOf } from '../words.ts';

/** A source, as `GET /sources` has it. */
export interface Source {
  source: string;
  /** 0 of a source that the environment configures. */
  version: number;
  flows: readonly string[];
  takesOrders: boolean;
}

/** What would be done with orders that go out. */
export interface OrdersOut {
  mapping: string;
  statements: readonly string[];
  /** An example of it where files are written. */
  file?: { name: string; text: string } | null;
  rights: readonly string[];
  once: string;
  leftOut: readonly string[];
  limits: readonly { field: string; maxLength: number | null }[];
}

/** What a document comes to, as `POST /sources/check` has it. */
export interface CheckedSource {
  source: string;
  version: number;
  flows: readonly {
    flow: string;
    mapping: string;
    reader: string;
    usedColumns: readonly string[];
    unfilledFields: readonly string[];
  }[];
  /** Null, or absent of a service before 0.3, where none go out. */
  ordersOut?: OrdersOut | null;
  changed: readonly string[];
}

/** A version of a source, as `GET /sources/:source/history` has it. */
export interface SourceVersion {
  version: number;
  author: string;
  note: string | null;
  appliedAt: string;
}

const service = 'erp-adapter';

export async function listSources(installation: Installation): Promise<Output> {
  return sourcesOutput(await installation.read(service, '/sources'));
}

/** Says what a document comes to, or everything that is wrong with it. Changes nothing. */
export async function checkSource(installation: Installation, file: string): Promise<Output> {
  const document = readText(file);
  try {
    const checked = await check(installation, document);
    return { json: checked, lines: [standing(checked), '', ...summaryOf(checked)] };
  } catch (error) {
    const faults = error instanceof Refusal ? faultLines(error, file) : [];
    if (faults.length === 0) throw error;
    return { json: { faults }, lines: faults, status: 1 };
  }
}

/** The lines in which a document differs from the version that holds. Changes nothing. */
export async function diffSource(installation: Installation, file: string): Promise<Output> {
  const document = readText(file);
  const checked = await check(installation, document).catch(rethrowAt(file, document));
  return {
    json: checked,
    lines: checked.changed.length === 0 ? [standing(checked)] : checked.changed,
    status: checked.changed.length === 0 ? 0 : 1,
  };
}

/**
 * Has a source go by a document from now on. The same lines as those that hold make no version.
 * @throws Failure with file, line and reason of everything that is wrong with it
 */
export async function applySource(
  installation: Installation,
  file: string,
  { note, expected }: { note?: string | undefined; expected?: string | undefined },
): Promise<Output> {
  const document = readText(file);
  const givenVersion = wholeNumber(expected, '--expected');
  const refuse = rethrowAt(file, document);
  const checked = await check(installation, document).catch(refuse);
  if (checked.changed.length === 0)
    return { json: { source: checked.source, version: checked.version }, lines: [standing(checked)] };
  const applied = await installation
    .command<{ source: string; version: number }>(service, '/sources', {
      ...{ document, note: note ?? null, expected: givenVersion ?? checked.version },
    })
    .catch(refuse);
  return {
    json: { ...applied, flows: checked.flows, changed: checked.changed },
    lines: [
      // Of a new source, every line is.
      ...(checked.version === 0 ? [] : [...checked.changed, '']),
      ...summaryOf(checked),
      '',
      `${applied.source} is version ${applied.version} now; \`throughline flows\` says what is heard of it`,
    ],
  };
}

/** The document of a source as it was applied, to be printed, or written where no file is yet. */
export async function exportSource(
  installation: Installation,
  name: string,
  { version, out }: { version?: string | undefined; out?: string | undefined },
): Promise<Output> {
  const wanted = wholeNumber(version, '--version');
  const found = await installation.read<{ version: number; document: string }>(
    service,
    `/sources/${encodeURIComponent(name)}`,
    { version: wanted?.toString() },
  );
  if (out === undefined) return { json: found, lines: found.document.replace(/\n$/, '').split('\n') };
  try {
    writeFileSync(out, found.document, { flag: 'wx' });
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'EEXIST' ? 'is there already' : 'cannot be written';
    throw new Failure(`${out} ${why}`, { cause });
  }
  return { json: found, lines: [`${out} is version ${found.version} of ${name}`] };
}

/** Who applied which version of a source, the newest first. */
export async function sourceHistory(installation: Installation, name: string): Promise<Output> {
  const path = `/sources/${encodeURIComponent(name)}/history`;
  return historyOutput(name, await installation.read(service, path));
}

export function sourcesOutput(answer: { sources: readonly Source[] }): Output {
  const rows = answer.sources.map(({ source, version, flows, takesOrders }) => [
    ...[source, version === 0 ? 'environment' : `version ${version}`, takesOrders ? 'yes' : 'no'],
    flows.join(' '),
  ]);
  return {
    json: answer,
    lines:
      rows.length === 0
        ? ['There is none. `throughline source apply FILE` makes one.']
        : table(['source', 'configured by', 'orders', 'flows'], rows),
  };
}

/** @throws NotFound when nothing was ever applied */
export function historyOutput(name: string, answer: { versions: readonly SourceVersion[] }): Output {
  if (answer.versions.length === 0) throw new NotFound(`No document of a source ${name} was ever applied`);
  const rows = answer.versions.map(({ version, appliedAt, author, note }) => [
    ...[version, timeOf(appliedAt), author, note],
  ]);
  return { json: answer, lines: table(['version', 'applied', 'by', 'note'], rows) };
}

function check(installation: Installation, document: string): Promise<CheckedSource> {
  return installation.command(service, '/sources/check', { document });
}

function standing({ source, version, changed }: CheckedSource): string {
  if (version === 0) return `${source} is a new source`;
  return changed.length === 0
    ? `${source} is this document already, version ${version}`
    : `${source} differs from version ${version}: \`throughline source diff\` shows the lines`;
}

/** What is made of which columns, and what nothing fills. */
function summaryOf({ flows, ordersOut = null }: CheckedSource): string[] {
  const rows = flows.map(({ flow, mapping, reader, usedColumns }) => [
    ...[flow, mapping, reader, usedColumns.join(', ')],
  ]);
  const unfilled = flows
    .filter(({ unfilledFields }) => unfilledFields.length > 0)
    .map(({ mapping, unfilledFields }) => [`  ${mapping}`, unfilledFields.join(', ')]);
  return [
    ...table(['flow', 'mapping', 'reader', 'columns that are used'], rows),
    ...(unfilled.length === 0
      ? []
      : ['', ...table(['  mapping', 'fields left empty or to a default'], unfilled)]),
    ...(ordersOut === null ? [] : ['', ...ordersOutLines(ordersOut)]),
  ];
}

/** As they stand in a file, indented. */
function linesOf(text: string): string[] {
  return text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => `  ${line}`);
}

/** What it will do in the back office, and what that needs. */
function ordersOutLines(ordersOut: OrdersOut): string[] {
  const { mapping, statements, file = null, rights, once, leftOut, limits } = ordersOut;
  const held = limits.map(({ field, maxLength }) => (maxLength === null ? field : `${field} ${maxLength}`));
  return [
    `orders go out by ${mapping}${statements.length === 0 ? '' : '; for each, in one transaction:'}`,
    ...statements.map((statement) => `  ${statement}`),
    ...(file === null ? [] : [`an example is the file ${file.name}:`, ...linesOf(file.text)]),
    `needs: ${rights.join('; ')}`,
    `once: ${once}`,
    ...(leftOut.length === 0 ? [] : [`goes nowhere: ${leftOut.join(', ')}`]),
    ...(held.length === 0 ? [] : [`the checkout keeps to: ${held.join(', ')}`]),
  ];
}

/** A refusal with its place in the file in front of each reason, as compilers have it. */
export function rethrowAt(file: string, document: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Refusal)) throw error;
    const faults =
      error.status === 409 ? [`${file}:${lineOfSource(document)}:1 source: ${error.reason}`] : [];
    const lines = [...faults, ...faultLines(error, file)];
    throw lines.length === 0 ? error : new Failure(lines.join('\n'), { cause: error });
  };
}

/** Where the document says which source it is: what was applied by somebody else has no line in it. */
function lineOfSource(document: string): number {
  return document.split('\n').findIndex((line) => line.startsWith('source:')) + 1 || 1;
}

function faultLines({ errors }: Refusal, file: string): string[] {
  return errors
    .filter(({ field }) => field === 'document')
    .map(({ message }) => (/^\d+:\d+ /.test(message) ? `${file}:${message}` : `${file}: ${message}`));
}

/** @throws Failure when it is not there, or is no text in UTF-8 */
export function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new Failure(`${file} cannot be read`, { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failure(`${file} is not UTF-8`, { cause });
  }
}

export function wholeNumber(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Failure(`${option} is a whole number, not ${text}`);
  return Number(text);
}
