import type { ServiceFinding } from '@throughline/service';
import type { LandedDocument } from '../landing/landed-documents.tables.ts';
import type { ReaderState } from '../landing/reader-states.tables.ts';

/** How long a change of columns is told that stops nothing, in milliseconds. */
const toldFor = 86_400_000;

/** A reader of a configured source, and how it stands. */
export interface ReaderStanding extends Pick<
  ReaderState,
  'source' | 'reader' | 'trouble' | 'distrusted' | 'heardAt' | 'findings' | 'drift' | 'driftedAt'
> {
  /** How often something is to come, in milliseconds; null where nobody has said. */
  every: number | null;
}

/** Readers that cannot be read, miss changes, are late, or have something that cannot be used. */
export function readerFindings(readers: readonly ReaderStanding[], now: Date): ServiceFinding[] {
  return readers.flatMap(
    ({ source, reader, trouble, distrusted, heardAt, every, findings, drift, driftedAt }) => {
      const subject = `${source}|${reader}`;
      const found: ServiceFinding[] = [];
      const add = (kind: string, count: number, since: Date | null, remedy: string) =>
        found.push({ kind, subject, count, since, remedy });
      if (trouble !== null)
        add(
          'source-unreadable',
          1,
          heardAt,
          `${trouble}. It is tried again by itself; the shop goes on with the last figures`,
        );
      if (distrusted !== null)
        add(
          'changes-distrusted',
          1,
          null,
          `${distrusted}. Everything is compared each night; mend the capture to have changes at once`,
        );
      const changes = drift?.changes.slice(0, 5).join('; ') ?? '';
      if (drift?.waits === true && !drift.isAccepted)
        add(
          'columns-wait',
          drift.changes.length,
          driftedAt,
          `${changes}. Nothing more is read of it: mend its document, or accept the columns (\`throughline guard list\`)`,
        );
      else if (drift !== null && driftedAt !== null && now.getTime() - driftedAt.getTime() < toldFor)
        add(
          'columns-changed',
          drift.changes.length,
          driftedAt,
          `${changes}. It is read on; see whether its document should take notice. Told for a day`,
        );
      if (every !== null && heardAt !== null && now.getTime() - heardAt.getTime() > every)
        add(
          'source-late',
          1,
          heardAt,
          'Nothing came for longer than its document says (`expect.every`): ask whoever sends it',
        );
      if (findings.length > 0) {
        const [{ name, detail } = { name: '', detail: '' }] = findings;
        add(
          'file-unusable',
          findings.length,
          null,
          `${name} ${detail}. Take it away, or send it again under a new name`,
        );
      }
      return found;
    },
  );
}

type Told = Pick<LandedDocument, 'id' | 'source' | 'reader' | 'name' | 'because' | 'receivedAt'>;

/** Documents that a guard holds until a person has answered. */
export function waitingDocuments(documents: readonly Told[]): ServiceFinding[] {
  return byReader(
    'document-waits',
    documents,
    ({ id, name, because }) =>
      `${name}: ${because ?? ''}. \`throughline documents show ${id}\` says what it would change, and how it is accepted or refused`,
  );
}

/** Documents that are of no use, and that nothing which counts has followed since. */
export function refusedDocuments(documents: readonly Told[]): ServiceFinding[] {
  return byReader(
    'document-refused',
    documents,
    ({ name, because }) =>
      `${name}: ${because ?? ''}. Nothing of it counts, and what was published before stays; have it sent again`,
  );
}

/** One finding for each reader, as old as the oldest document, whose remedy names the newest. */
function byReader(
  kind: string,
  documents: readonly Told[],
  remedyOf: (newest: Told) => string,
): ServiceFinding[] {
  const bySubject = Map.groupBy(documents, ({ source, reader }) => `${source}|${reader}`);
  return [...bySubject].flatMap(([subject, all]) => {
    const [first] = all.toSorted((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime());
    if (first === undefined) return [];
    const since = new Date(Math.min(...all.map(({ receivedAt }) => receivedAt.getTime())));
    return [{ kind, subject, count: all.length, since, remedy: remedyOf(first) }];
  });
}
