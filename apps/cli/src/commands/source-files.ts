import { Failure } from '../failure.ts';
import type { Output } from '../output.ts';
import { noQuestions, questionsAtTerminal } from '../looking/questions.ts';
import { type NewSourceOptions, newSource } from './source-new.ts';
import { reportOnFile } from './source-report.ts';
import { trySampleFiles } from './source-trial.ts';
import { verifySources } from './source-verify.ts';

/** Options of the commands that look at files, without an installation. */
export const sourceFileOptions = {
  data: { type: 'string' },
  write: { type: 'string' },
  html: { type: 'string' },
  sample: { type: 'string', multiple: true },
} as const;

type Options = NewSourceOptions & { readonly sample?: readonly string[] | undefined } & {
  readonly [Name in 'source' | 'reader']?: string | undefined;
} & { readonly [Name in 'data' | 'write' | 'html']?: string | undefined };

/**
 * `source new`, `source verify FOLDER`, `source report FILE` and `source trial FILE --sample FILE`; null of another command,
 * which asks an installation.
 */
export function sourceFiles(
  [command, path]: readonly string[],
  options: Options,
  now: Date,
): Promise<Output> | null {
  const { source, reader, data, write, html, language, sample } = options;
  if (command === 'new') return startedAt(path, options);
  if (command === 'trial' && path !== undefined && sample !== undefined)
    return trySampleFiles(path, sample, { reader, html, language }, now);
  if (command !== 'verify' && command !== 'report') return null;
  if (command === 'verify' && path !== undefined) return verifySources(path, { data, page: write });
  if (command === 'report' && path !== undefined && source !== undefined && reader !== undefined)
    return reportOnFile(path, { document: source, reader, html, language }, now);
  throw new Failure(
    'It is `throughline source verify FOLDER` or `throughline source report FILE --source DOC --reader NAME`',
  );
}

/** Asks what no option says, when somebody sits at the terminal. */
async function startedAt(address: string | undefined, options: NewSourceOptions): Promise<Output> {
  const questions = process.stdin.isTTY && process.stderr.isTTY ? questionsAtTerminal() : noQuestions;
  try {
    return await newSource(address, options, questions);
  } finally {
    questions.close();
  }
}
