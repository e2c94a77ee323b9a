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

/** Documents that a guard holds until a person has answered. */
export function waitingDocuments(
  documents: readonly Pick<LandedDocument, 'id' | 'source' | 'reader' | 'name' | 'because' | 'receivedAt'>[],
): ServiceFinding[] {
  const bySubject = Map.groupBy(documents, ({ source, reader }) => `${source}|${reader}`);
  return [...bySubject].map(([subject, all]) => {
    const [{ id, name, because } = { id: 0, name: '', because: null }] = all;
    return {
      ...{ kind: 'document-waits', subject, count: all.length },
      since: new Date(Math.min(...all.map(({ receivedAt }) => receivedAt.getTime()))),
      remedy: `${name}: ${because ?? ''}. \`GET /documents/${id}\` of erp-adapter shows what it would change; accept it or refuse it there`,
    };
  });
}
