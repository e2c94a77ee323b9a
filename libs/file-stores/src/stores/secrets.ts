import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** Where a secret is: `env:NAME` or `file:/path`. The secret itself stands in no document. */
export const secretReference = z
  .string()
  .regex(/^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:\/.+)$/, 'is neither env:NAME nor file:/path')
  .describe('Where the secret is: env:NAME for a variable of the environment, file:/path for a file.');

/** @throws Error that names the reference, when there is nothing */
export async function readSecret(reference: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const [kind, where] = [
    reference.slice(0, reference.indexOf(':')),
    reference.slice(reference.indexOf(':') + 1),
  ];
  let secret: string | undefined;
  try {
    // Editors end a file with a new line, which is no part of a password.
    secret = kind === 'env' ? environment[where] : (await readFile(where, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw new Error(`the secret ${reference} cannot be read: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    });
  }
  if (secret === undefined || secret === '') throw new Error(`the secret ${reference} is empty or not there`);
  return secret;
}
