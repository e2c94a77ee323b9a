import { createReadStream } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DocumentError, readYaml } from '@throughline/mapping';
import { checkSource } from '@throughline/source-documents';
import {
  type Verification,
  expectedSchema,
  notReadTable,
  verificationTable,
  verifySource,
} from '@throughline/source-verification';
import { Failure, NotFound } from '../failure.ts';
import type { Output } from '../output.ts';

const ending = '.source.yaml';

/**
 * Reads files by the source documents of a folder, and holds what comes of them against the numbers beside them.
 * @param data folder of the files; that of the documents when left out
 * @param page Markdown file that gets the table
 */
export async function verifySources(
  folder: string,
  { data = folder, page }: { data?: string | undefined; page?: string | undefined },
): Promise<Output> {
  const names = (await list(folder)).filter((name) => name.endsWith(ending)).toSorted();
  if (names.length === 0) throw new NotFound(`There is no *${ending} in ${folder}`);
  const verifications: Verification[] = [];
  for (const name of names) verifications.push(await verify(folder, name.slice(0, -ending.length), data));
  const notRead = notReadTable(verifications);
  const table = [...verificationTable(verifications), ...(notRead.length === 0 ? [] : ['', ...notRead])];
  if (page !== undefined) await writeFile(page, await laidInto(page, table));
  const agrees = verifications.every((each) => each.agrees);
  return {
    json: { agrees, sources: verifications },
    lines: [...(page === undefined ? table : [`Written to ${page}`]), '', ...verdictLines(verifications)],
    status: agrees ? 0 : 1,
  };
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new NotFound(`${folder} cannot be looked at: ${(error as Error).message}`);
  }
}

async function verify(folder: string, name: string, data: string): Promise<Verification> {
  const source = await readDocument(join(folder, `${name}${ending}`), checkSource);
  const expected = await readDocument(
    join(folder, `${name}.expected.yaml`),
    (text) => readYaml(text, expectedSchema).value,
  );
  try {
    return await verifySource(source, expected, (file) => createReadStream(join(data, file)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new NotFound(`${name}: ${(error as Error).message}; --data says where its files are`);
  }
}

/** @throws Failure that names the file, and each fault with its line */
export async function readDocument<T>(path: string, read: (text: string) => T): Promise<T> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new NotFound(`${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new Failure(error.message.replaceAll(/^/gm, `${path}:`));
  }
}

const [begin, end] = ['<!-- verified -->', '<!-- /verified -->'];

/** The page with the table between its marks; the table alone where there is no page with marks yet. */
async function laidInto(page: string, table: readonly string[]): Promise<string> {
  const text = await readFile(page, 'utf8').catch(() => '');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) return `${table.join('\n')}\n`;
  return `${text.slice(0, from + begin.length)}\n\n${table.join('\n')}\n\n${text.slice(to)}`;
}

function verdictLines(verifications: readonly Verification[]): string[] {
  const differing = verifications.flatMap(({ set, differences, mappings }) => [
    ...differences.map((text) => `${set}: ${text}`),
    ...mappings.flatMap(({ mapping, differences: its }) => its.map((text) => `${set}, ${mapping}: ${text}`)),
  ]);
  return differing.length === 0
    ? [`All ${verifications.length} agree with what is expected`]
    : ['Differs from what is expected:', ...differing.map((text) => `  ${text}`)];
}
