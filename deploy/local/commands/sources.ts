import { readFileSync } from 'node:fs';
import { bundleOf, bundleOne } from '../build/build.ts';
import type { Endpoints } from '../installation/endpoints.ts';

/** A document of a source that a start applies. */
export interface SourceDocument {
  /** As it was named. */
  file: string;
  source: string;
  text: string;
}

/**
 * Reads the documents of sources and checks them, before anything is begun.
 * @throws Error with file, line, column and reason of everything that is wrong with them
 */
export async function readSourceDocuments(files: readonly string[]): Promise<SourceDocument[]> {
  if (files.length === 0) return [];
  // Only then: the mapping language is no part of a start. Bundled, because Node runs no TypeScript that has to be rewritten.
  await bundleOne('source-documents', 'libs/source-documents/src/index.ts');
  const { checkSource } = (await import(
    bundleOf('source-documents')
  )) as typeof import('@throughline/source-documents');
  const faults: string[] = [];
  const documents: SourceDocument[] = [];
  for (const file of files) {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
      const { source } = checkSource(text).document;
      const other = documents.find((one) => one.source === source);
      if (other) faults.push(`${file}: ${source} is the source of ${other.file} too`);
      else documents.push({ file, source, text });
    } catch (error) {
      faults.push(...faultsOf(error).map((fault) => `${file}${fault}`));
    }
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return documents;
}

function faultsOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [`: ${String(error)}`];
  // A document says each of its faults with line and column in front.
  if (error.name === 'DocumentError') return error.message.split('\n').map((fault) => `:${fault}`);
  if (error instanceof TypeError) return [': is not UTF-8'];
  return ['code' in error ? `: cannot be read (${String(error.code)})` : `: ${error.message}`];
}

/** Applies each document that is not what its source goes by already, and tells what became of it. */
export async function applySourceDocuments(
  { services, tokens }: Pick<Endpoints, 'services' | 'tokens'>,
  documents: readonly SourceDocument[],
): Promise<string[]> {
  const ask = async (path: string, body?: object) =>
    fetch(`${services['erp-adapter']?.url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${tokens.integrator}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const told: string[] = [];
  for (const { file, source, text } of documents) {
    const found = await ask(`/sources/${source}`);
    if (!found.ok && found.status !== 404) throw await refusal(file, found);
    const { version, document } = found.ok
      ? ((await found.json()) as { version: number; document: string })
      : { version: 0, document: undefined };
    if (document === text) {
      told.push(`${source} is ${file}, as before (version ${version})`);
      continue;
    }
    const note = 'npm start';
    const applied = await ask('/sources', { document: text, note, expected: version });
    if (!applied.ok) throw await refusal(file, applied);
    told.push(`${source} is ${file} now (version ${version + 1})`);
  }
  return told;
}

async function refusal(file: string, response: Response): Promise<Error> {
  return new Error(
    `${file} could not be applied: erp-adapter says ${response.status} ${await response.text()}`,
  );
}
