import { Failure } from '../failure.ts';
import type { Output } from '../output.ts';
import { reportOnFile } from './source-report.ts';
import { verifySources } from './source-verify.ts';

/** Options of the commands that look at files, without an installation. */
export const sourceFileOptions = {
  data: { type: 'string' },
  write: { type: 'string' },
  html: { type: 'string' },
} as const;

type Options = { readonly [Name in 'source' | 'reader' | 'language']?: string | undefined } & {
  readonly [Name in keyof typeof sourceFileOptions]?: string | undefined;
};

/** `source verify FOLDER` and `source report FILE`; null of another command, which asks an installation. */
export function sourceFiles(
  [command, path]: readonly string[],
  { source, reader, data, write, html, language }: Options,
  now: Date,
): Promise<Output> | null {
  if (command !== 'verify' && command !== 'report') return null;
  if (command === 'verify' && path !== undefined) return verifySources(path, { data, page: write });
  if (command === 'report' && path !== undefined && source !== undefined && reader !== undefined)
    return reportOnFile(path, { document: source, reader, html, language }, now);
  throw new Failure(
    'It is `throughline source verify FOLDER` or `throughline source report FILE --source DOC --reader NAME`',
  );
}
