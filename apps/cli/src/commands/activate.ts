import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';
import type { Output } from '../output.ts';

/** What came of a change of products, as `POST /products/activate` has it. */
export interface ChangeOutcome {
  changed: number;
  refused: readonly { sku: string; detail: string }[];
  waiting: readonly { sku: string; missing: readonly string[] }[];
}

export interface Selection {
  family?: string | undefined;
  all: boolean;
  /** Has what is incomplete go on sale as soon as nothing is missing. */
  whenReady: boolean;
}

/** Puts products on sale, as a merchandiser: those named, those of a family, or all that wait. */
export async function activate(
  installation: Installation,
  skus: readonly string[],
  { family, all, whenReady }: Selection,
): Promise<Output> {
  if ([skus.length > 0, family !== undefined, all].filter(Boolean).length !== 1)
    throw new Failure('It is `throughline activate SKU…`, `--family F` or `--all`');
  const chosen = skus.length > 0 ? { skus } : family !== undefined ? { family } : { all: true };
  const answer = await installation.command<ChangeOutcome>(
    'catalog',
    '/products/activate',
    { ...chosen, whenReady },
    'merchandiser',
  );
  return outcomeOutput(answer);
}

export function outcomeOutput(answer: ChangeOutcome): Output {
  const { changed, refused, waiting } = answer;
  return {
    json: answer,
    lines: [
      `${changed} put on sale`,
      ...waiting.map(({ sku, missing }) => `${sku} waits for its ${missing.join(', ')}`),
      ...refused.map(({ sku, detail }) => `${sku}: ${detail}`),
    ],
    status: refused.length > 0 ? 1 : 0,
  };
}
