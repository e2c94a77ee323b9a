import { plannedDocuments } from '@throughline/database-sources';
import type { StoreSettings } from '@throughline/file-stores';
import type { CheckedSource, FilesOrdersOut } from '@throughline/source-documents';

/** What would be done with orders that go out to a source, for a person who applies its document. */
export interface PlannedOrdersOut {
  mapping: string;
  /** As a person reads them, `?` in place of each value; none where files are written. */
  statements: string[];
  /** What an example of the mapping becomes; null where no file is written, or no example makes an order. */
  file: { name: string; text: string } | null;
  /** What the role or the user of the address must be allowed to do. */
  rights: string[];
  /** What has each order written once. */
  once: string;
  /** Fields of an order that go nowhere. */
  leftOut: string[];
  limits: { field: string; maxLength: number | null; alphabet: string | null }[];
}

/** Null where none go. @throws DocumentError when a file cannot hold the example */
export async function plannedOrdersOut(
  { document, ordersOut }: CheckedSource,
  now: Date,
): Promise<PlannedOrdersOut | null> {
  if (ordersOut === null) return null;
  const { mapping, columns, lineColumns, leftOut, limits } = ordersOut.compiled;
  const ofMapping = { mapping, leftOut: [...leftOut], limits: [...limits] };
  if (document.transport === 'files' && document.out?.orders !== undefined)
    return {
      ...ofMapping,
      ...{ statements: [], file: (await ordersOut.file?.example(now)) ?? null },
      ...plannedFiles(document.at, document.out.orders),
    };
  if (document.transport !== 'sql' || document.out?.orders === undefined) return null;
  const planned = plannedDocuments(document.at, document.out.orders, {
    head: columns.map(({ name }) => name),
    lines: lineColumns,
  });
  return {
    ...ofMapping,
    ...{ statements: [...planned.statements], rights: [...planned.rights], once: planned.once, file: null },
  };
}

function plannedFiles(
  at: StoreSettings,
  { folder, archive }: Pick<FilesOrdersOut, 'folder' | 'archive'>,
): Pick<PlannedOrdersOut, 'rights' | 'once'> {
  const where = 'sftp' in at ? `${at.user} on ${at.sftp}` : at.folder;
  const read = archive === undefined ? [] : [`to read in ${archive} (${where})`];
  return {
    rights: [`to write and rename in ${folder || 'the top folder'} (${where})`, ...read],
    once: 'what is written is noted before, and a name that is there is never written over',
  };
}
