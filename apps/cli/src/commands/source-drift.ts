import type { Installation } from '../installation.ts';
import type { Output } from '../output.ts';
import { timeOf } from '../words.ts';

/** How the columns of the readers of a source have changed, as `GET /sources/:source/drift` has it. */
export interface SourceDrift {
  readers: readonly {
    reader: string;
    changes: readonly string[];
    waits: boolean;
    seen: string;
    since: string;
  }[];
}

/** How the columns of the readers of a source have changed, and which of them wait for a person. */
export async function showDrift(installation: Installation, source: string): Promise<Output> {
  return driftOutput(
    source,
    await installation.read('erp-adapter', `/sources/${encodeURIComponent(source)}/drift`),
  );
}

/** Has a reader of a database go on with its columns as they were seen. */
export async function acceptDrift(
  installation: Installation,
  source: string,
  reader: string,
  seen: string,
): Promise<Output> {
  const path = `/sources/${encodeURIComponent(source)}/drift/${encodeURIComponent(reader)}/acceptance`;
  return driftOutput(source, await installation.command('erp-adapter', path, { seen }));
}

export function driftOutput(source: string, answer: SourceDrift): Output {
  return {
    json: answer,
    lines:
      answer.readers.length === 0
        ? ['No columns have changed.']
        : answer.readers.flatMap(({ reader, changes, waits, seen, since }) => [
            `${reader}: since ${timeOf(since)}${waits ? ', nothing more is read of it' : ''}`,
            ...changes.map((change) => `  ${change}`),
            ...(waits ? [`  throughline source drift ${source} ${reader} --seen ${seen}`] : []),
          ]),
    status: answer.readers.some(({ waits }) => waits) ? 1 : 0,
  };
}
