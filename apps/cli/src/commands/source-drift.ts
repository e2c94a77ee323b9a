import type { Installation } from '../installation.ts';
import type { Output } from '../output.ts';
import { timeOf } from '../words.ts';

/** How the columns of the readers of a source have changed, as `GET /sources/:source/drift` has it. */
export interface SourceDrift {
  readers: readonly {
    reader: string;
    changes: readonly string[];
    waits: boolean;
    since: string;
  }[];
}

/** How the columns of the readers of a source have changed, and which of them wait for a person. */
export async function showDrift(installation: Installation, source: string): Promise<Output> {
  return driftOutput(await installation.read('erp-adapter', `/sources/${encodeURIComponent(source)}/drift`));
}

export function driftOutput(answer: SourceDrift): Output {
  return {
    json: answer,
    lines:
      answer.readers.length === 0
        ? ['No columns have changed.']
        : answer.readers.flatMap(({ reader, changes, waits, since }) => [
            `${reader}: since ${timeOf(since)}${waits ? ', nothing more is read of it' : ''}`,
            ...changes.map((change) => `  ${change}`),
            ...(waits ? ['  throughline guard list'] : []),
          ]),
    status: answer.readers.some(({ waits }) => waits) ? 1 : 0,
  };
}
