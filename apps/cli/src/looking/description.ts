import { open } from 'node:fs/promises';
import { type Description, NoDescription, readDescription } from '@throughline/source-drafts';
import { Failure } from '../failure.ts';
import { type Output, table } from '../output.ts';

/** Bytes of a description, and milliseconds that it may take. */
const limits = { bytes: 20 * 1024 * 1024, milliseconds: 30_000 };

/**
 * Reads an OpenAPI or OData description at an address or in a file.
 * @param token sent as a bearer token
 * @throws Failure when it cannot be had, or is none
 */
export async function lookAtDescription(at: URL | string, token: string | undefined): Promise<Description> {
  const text = typeof at === 'string' ? await textOfFile(at) : await textAt(at, token);
  try {
    return readDescription(text);
  } catch (error) {
    if (!(error instanceof NoDescription)) throw error;
    throw new Failure(`${String(at)} is no description that is known: ${error.message}`, { cause: error });
  }
}

async function textOfFile(path: string): Promise<string> {
  const file = await open(path).catch((cause: Error) => {
    throw new Failure(`${path} cannot be read: ${cause.message}`, { cause });
  });
  try {
    if ((await file.stat()).size > limits.bytes) throw new Failure(`${path} is larger than 20 MB`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function textAt(url: URL, token: string | undefined): Promise<string> {
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'application/json, application/yaml, application/xml;q=0.9, */*;q=0.1',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      signal: AbortSignal.timeout(limits.milliseconds),
    });
    if (!response.ok) throw new Failure(`${url.href} responds with ${response.status}`);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += (chunk as Uint8Array).length;
      if (size > limits.bytes) throw new Failure(`${url.href} is larger than 20 MB`);
      chunks.push(chunk as Uint8Array);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const { message, cause: inner } = cause as Error;
    throw new Failure(`${url.href} cannot be read: ${inner instanceof Error ? inner.message : message}`, {
      cause,
    });
  }
}

/** What is there, and that nothing reads it. */
export function descriptionOutput(description: Description): Output {
  const { kind, title, lists, left } = description;
  const rows = lists.map(({ name, fields, key, probably }) => [
    ...[name, probably === null ? '' : `${probably.flow} (${probably.score.toFixed(2)})`, key.join(', ')],
    fields.map((field) => `${field.name}: ${field.type}`).join(', '),
  ]);
  return {
    json: { ...description, readable: false },
    lines: [
      `${title === '' ? 'It' : title} is described as ${kind}: ${lists.length + left} lists can be read.`,
      ...(left === 0 ? [] : [`${left} of them are not shown.`]),
      '',
      ...table(['list', 'probably for', 'key', 'fields'], rows),
      '',
      'Throughline does not read over HTTP yet, so no document was written. What can be had as files, or from the',
      'database behind it, can be connected: `throughline source new` with a folder, sftp:// or the address of a database.',
    ],
  };
}
