import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { ageOf } from '../words.ts';

/** A file or an upload of a source, as `GET /documents` has it. */
export interface LandedDocument {
  id: number;
  source: string;
  reader: string;
  name: string;
  state: string;
  because: string | null;
  records: number;
  asOf: string;
  receivedAt: string;
  verdict: {
    faults: readonly { position: number; field: string | null; reason: string }[];
    faultCount: number;
    added: number;
    changed: number;
    gone: number;
    held: Readonly<Record<string, number>>;
    drift: readonly {
      kind: string;
      column: string;
      before: string | null;
      after: string | null;
      stops: boolean;
    }[];
  } | null;
}

/** A document with what it would change, as `GET /documents/:id` has it. */
export interface DocumentPreview extends LandedDocument {
  seen: string;
  examples: readonly { sourceKey: string; kind: string; before: object | null; after: object | null }[];
}

export interface DocumentQuery {
  source?: string | undefined;
  reader?: string | undefined;
  state?: string | undefined;
  limit?: string | undefined;
}

/** Documents of configured sources, the newest first. */
export async function listDocuments(
  installation: Installation,
  query: DocumentQuery,
  now: Date,
): Promise<Output> {
  return documentsOutput(await installation.read('erp-adapter', '/documents', { ...query }), now);
}

/** What a document would change, or has. */
export async function showDocument(installation: Installation, id: string): Promise<Output> {
  return previewOutput(await installation.fetch('erp-adapter', pathOf(id)));
}

/** Takes a file in, which then waits to be accepted. */
export async function uploadDocument(
  installation: Installation,
  file: string,
  { source, reader, asOf }: { source: string; reader: string; asOf?: string | undefined },
): Promise<Output> {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (cause) {
    throw new Failure(`${file} cannot be read`, { cause });
  }
  const query = new URLSearchParams({ source, reader, name: basename(file), ...(asOf && { asOf }) });
  return previewOutput(await installation.upload('erp-adapter', `/documents?${query}`, content));
}

/** Lets a document count that waits, as it was seen. */
export async function acceptDocument(installation: Installation, id: string, seen: string): Promise<Output> {
  return answeredOutput(await installation.command('erp-adapter', `${pathOf(id)}/acceptance`, { seen }));
}

/** Has a document that waits never count. */
export async function refuseDocument(
  installation: Installation,
  id: string,
  reason: string,
): Promise<Output> {
  return answeredOutput(await installation.command('erp-adapter', `${pathOf(id)}/refusal`, { reason }));
}

function pathOf(id: string): string {
  return `/documents/${encodeURIComponent(id)}`;
}

export function documentsOutput(answer: { documents: readonly LandedDocument[] }, now: Date): Output {
  const rows = answer.documents.map(({ id, source, reader, name, state, records, receivedAt, because }) => [
    ...[id, `${source} ${reader}`, name, state, records, ageOf(receivedAt, now), because ?? ''],
  ]);
  return {
    json: answer,
    lines:
      rows.length === 0
        ? ['There are none.']
        : table(['id', 'reader', 'document', 'state', 'records', 'for', 'because'], rows),
    status: answer.documents.some(({ state }) => state === 'waiting') ? 1 : 0,
  };
}

export function previewOutput(answer: DocumentPreview): Output {
  const { id, source, reader, name, state, because, records, verdict, seen, examples } = answer;
  const {
    added = 0,
    changed = 0,
    gone = 0,
    faults = [],
    faultCount = 0,
    held = {},
    drift = [],
  } = verdict ?? {};
  const heldBack = Object.entries(held).filter(([, count]) => count > 0);
  const waits = state === 'waiting';
  return {
    json: answer,
    lines: [
      `${name} (${source} ${reader}): ${state}${because === null ? '' : `. ${because}`}`,
      `${records} records: ${added} new, ${changed} changed, ${gone} gone`,
      ...heldBack.map(([flow, count]) => `${count} of ${flow} would be held back`),
      ...drift.map(({ kind, column, before, after }) =>
        [
          `column ${column}: ${kind}`,
          ...(before === null || after === null ? [] : [`${before} → ${after}`]),
        ].join(', '),
      ),
      ...(faultCount === 0 ? [] : ['', `${faultCount} cannot be read`]),
      ...faults.slice(0, 20).map(({ position, field, reason }) => `  ${position} ${field ?? ''} ${reason}`),
      ...(examples.length === 0 ? [] : ['']),
      ...examples.flatMap(({ kind, sourceKey, before, after }) => [
        `${kind} ${sourceKey.replaceAll('\u001F', ' ')}`,
        ...(before === null ? [] : [`  - ${JSON.stringify(before)}`]),
        ...(after === null ? [] : [`  + ${JSON.stringify(after)}`]),
      ]),
      ...(waits
        ? [
            '',
            `throughline documents accept ${id} --seen ${seen}`,
            `throughline documents refuse ${id} --reason WHY`,
          ]
        : []),
    ],
    status: waits || state === 'refused' ? 1 : 0,
  };
}

function answeredOutput(answer: LandedDocument): Output {
  return { json: answer, lines: [`${answer.name}: ${answer.state}`], status: 0 };
}
