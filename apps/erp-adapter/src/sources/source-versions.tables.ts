import type { Tx } from '@throughline/persistence';
import { type DataSource, EntitySchema, LessThan } from 'typeorm';
import { LeadershipEnded } from './leadership.ts';

/** A document of a source as it was applied. */
export interface SourceVersion {
  source: string;
  version: number;
  /** YAML, as it was given. */
  document: string;
  author: string;
  note: string | null;
  appliedAt: Date;
}

export const sourceVersions = new EntitySchema<SourceVersion>({
  name: 'source_versions',
  columns: {
    source: { type: 'text', primary: true },
    version: { type: 'integer', primary: true },
    document: { type: 'text' },
    author: { type: 'text' },
    note: { type: 'text', nullable: true },
    appliedAt: { type: 'timestamptz', name: 'applied_at' },
  },
});

/** Channel in our own database on which it is announced that a source has another version. */
export const sourcesChannel = 'erp_adapter_sources';

/** Somebody else has applied another version in the meantime. */
export class SourceChanged extends Error {
  override readonly name = 'SourceChanged';
}

/**
 * Makes a document the newest version of its source. Whoever leads a duty of the source does so no more: the next leader
 * begins with this version.
 * @param expected the version that it takes the place of; 0 for the first
 * @throws SourceChanged when that is not the newest any more
 */
export async function addSourceVersion(
  tx: Tx,
  { source, document, author, note, appliedAt }: Omit<SourceVersion, 'version'>,
  expected: number,
): Promise<number> {
  await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`source ${source}`]);
  const newest = await newestSourceVersion(tx, source);
  if ((newest?.version ?? 0) !== expected)
    throw new SourceChanged(`${source} has version ${newest?.version ?? 0} by now, and not ${expected}`);
  await tx.manager.insert(sourceVersions, {
    ...{ source, version: expected + 1, document, author, note, appliedAt },
  });
  await tx.query('update leaderships set term = term + 1 where source = $1', [source]);
  tx.notify(sourcesChannel, source);
  return expected + 1;
}

export async function newestSourceVersion(tx: Tx, source: string): Promise<SourceVersion | null> {
  return tx.manager.findOne(sourceVersions, { where: { source }, order: { version: 'desc' } });
}

/** A version of a source, the newest when none is named. */
export async function findSourceVersion(
  tx: Tx,
  source: string,
  version: number | undefined,
): Promise<SourceVersion | null> {
  if (version === undefined) return newestSourceVersion(tx, source);
  return tx.manager.findOneBy(sourceVersions, { source, version });
}

/** The versions of a source before one, the newest first. */
export async function versionsBefore(
  tx: Tx,
  source: string,
  before: number,
  limit: number,
): Promise<SourceVersion[]> {
  return tx.manager.find(sourceVersions, {
    ...{ where: { source, version: LessThan(before) }, order: { version: 'desc' }, take: limit },
  });
}

/** The newest version of every source that has one. */
export async function newestSourceVersions(dataSource: DataSource): Promise<SourceVersion[]> {
  return dataSource.query<SourceVersion[]>(
    `select distinct on (source) source, version, document, author, note, applied_at as "appliedAt"
     from source_versions order by source, version desc`,
  );
}

/** The versions of a source, the newest first. */
export async function sourceHistory(tx: Tx, source: string): Promise<SourceVersion[]> {
  return tx.manager.find(sourceVersions, { where: { source }, order: { version: 'desc' } });
}

/** @throws LeadershipEnded when a source that is led has another version by now */
export async function requireNewestVersion(
  tx: Tx,
  { name, version }: { name: string; version: number },
): Promise<void> {
  const newest = await newestSourceVersion(tx, name);
  if ((newest?.version ?? 0) !== version)
    throw new LeadershipEnded(`${name} has version ${newest?.version ?? 0} by now, and not ${version}`);
}
