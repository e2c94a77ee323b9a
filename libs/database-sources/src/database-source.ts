import type {
  CapturesRawChanges,
  Connector,
  RawCapture,
  RawReader,
  RawSweep,
  ReadsRawSnapshots,
} from '@throughline/connector';
import { ChangeLog } from './change-log.ts';
import { columnCapture } from './column-capture.ts';
import { logCapture } from './log-capture.ts';
import { openDatabase } from './open.ts';
import { type DatabaseSettings, addressFault, databaseSettings } from './settings.ts';
import { hashSweep } from './sweep.ts';
import { tableReader } from './table-reader.ts';

/** What is installed in a source so that its changes can be captured. */
export interface InstallsCapture {
  /** The statements that would install it; none when it is there. Looks only. */
  plannedInstall(): Promise<string[]>;
  install(): Promise<void>;
  /** The statements that would remove all of it. */
  plannedRemoval(): Promise<string[]>;
  remove(): Promise<void>;
}

export type DatabaseSource = Connector & ReadsRawSnapshots & CapturesRawChanges & InstallsCapture;

/**
 * A database as a source, by what its document says.
 * @param source id of the source: lower-case letters, digits and _, at most 24
 * @throws ZodError that names the setting
 */
export function openDatabaseSource(source: string, document: unknown): DatabaseSource {
  return databaseSource(source, databaseSettings.parse(document));
}

/** The same, by settings that were checked. @throws TypeError that names what is wrong, and no secret */
export function databaseSource(source: string, settings: DatabaseSettings): DatabaseSource {
  if (!/^[a-z][a-z0-9_]{0,23}$/.test(source))
    throw new TypeError('source: lower-case letters, digits and _, at most 24');
  const fault = addressFault(settings);
  if (fault !== null) throw new TypeError(`url: ${fault}`);
  const database = openDatabase(settings);
  const log = new ChangeLog(database, source, settings);
  const rawReaders: Record<string, RawReader> = {};
  const rawCaptures: Record<string, RawCapture> = {};
  const rawSweeps: Record<string, RawSweep> = {};
  for (const [name, reader] of Object.entries(settings.readers)) {
    rawReaders[name] = tableReader(database, name, reader);
    rawSweeps[name] = hashSweep(database, name, reader);
    const { changes } = reader;
    if ('log' in changes) rawCaptures[name] = logCapture(database, log, name, reader, changes.heartbeat);
    if ('column' in changes) {
      const { column, overlap } = changes;
      rawCaptures[name] = columnCapture(database, name, reader, { column, overlap, zone: settings.zone });
    }
  }
  const hasLog = hasTriggers(settings);
  return {
    source,
    rawReaders,
    rawCaptures,
    rawSweeps,
    snapshot: (work) => database.snapshot(work),
    plannedInstall: async () => (hasLog ? log.plannedInstall() : []),
    install: async () => (hasLog ? log.install() : undefined),
    plannedRemoval: () => log.plannedRemoval(),
    remove: () => log.remove(),
    close: () => database.close(),
  };
}

const hasTriggers = ({ readers }: DatabaseSettings): boolean =>
  Object.values(readers).some(({ changes }) => 'log' in changes);
