import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryHome } from '../../deploy/local/testing/test-home.ts';
import type { OrderView } from '../system/shop.ts';
import { settled } from '../system/staff.ts';
import { startSystem, type OwnSystem } from '../system/system.ts';
import { beginnings, Books } from './books.ts';
import { Clerk } from './clerk.ts';
import { Cluster } from './cluster.ts';
import { Driver } from './driver.ts';
import { watchDocuments } from './followed.ts';
import { OwnDisk } from './own-disk.ts';
import { Random } from './random.ts';
import { withSecondOffice } from './second-office.ts';
import { openSources, type Sources } from './sources.ts';
import { Warehouse } from './warehouse.ts';
import { watchPromises } from './witness.ts';

/** Few units, many units, and two that may be ordered beyond stock. */
const ordered = [
  ...['FR-M21B-42', 'FR-T67Y-62', 'TG-W091-L', 'GL-H102-L', 'CL-9009', 'BK-R89B-44', 'BK-R19B-58'],
  ...['SO-R809-M', 'SO-R809-L', 'TI-T723', 'TT-M928', 'WB-H098', 'LT-T990', 'HL-U509', 'VE-C304-S'],
];
/** With two back offices: what comes in and is never counted. Of all of it there are few, and none is back-ordered. */
const received = ['FR-M21B-42', 'TG-W091-L', 'GL-H102-L', 'CL-9009'];
/** Stated by the faults alone, while the clerk keeps away. */
const apart = ['HB-M763', 'HB-R720', 'HB-M918', 'HB-R956', 'RW-M928', 'FW-R820'];
const shoppers = 3;

/** A running system with people at both ends, and what they know. */
export interface Installation {
  readonly system: OwnSystem;
  readonly books: Books;
  readonly driver: Driver;
  readonly clerk: Clerk;
  /** The back offices, each with the adapter's way into its database. */
  readonly sources: Sources;
  /** When there are several brokers. */
  readonly cluster: Cluster | undefined;
  /** Where PostgreSQL's data is, when it is on one of its own. */
  readonly disk: OwnDisk | undefined;
  /** Whether the clerk also changes documents after they were entered, of which the books know nothing. */
  readonly edits: boolean;
  /** SKUs that nobody orders or counts but a fault. */
  readonly apart: readonly string[];
  /** SKUs that are never counted, so that what was ever there of them is known. */
  readonly uncounted: readonly string[];
  /** Orders as the shop showed them last. */
  readonly views: Map<string, OrderView>;
  /** Invoices by number, as they were when they were first seen. */
  readonly invoices: Map<string, string>;
  say(text: string): void;
  open(): void;
  /** Resolves when all that was begun is answered and written down. */
  close(): Promise<void>;
  stop(): Promise<void>;
}

export interface InstallationOptions {
  seed: number;
  /** Folder to keep; a temporary one without it. */
  home?: string | undefined;
  replicas?: number;
  brokers?: number;
  /** Back offices: 1, or 2 of which the second has the shelves. */
  sources?: number;
  ownDisk?: boolean;
  /** The clerk also changes documents after they were entered. */
  edits?: boolean;
  environment?: Record<string, string>;
  say?(text: string): void;
}

/** Starts two replicas of everything, with the back offices' databases behind proxies. */
export async function startInstallation({
  seed,
  home,
  replicas = 2,
  brokers = 1,
  sources: offices = 1,
  ownDisk = false,
  edits = false,
  say = console.log,
  environment,
}: InstallationOptions): Promise<Installation> {
  const folder = home ?? (await temporaryHome('faults'));
  const opened: { sources?: Sources } = {};
  const disk = ownDisk ? await OwnDisk.mount(join(folder, 'data', 'postgres')) : undefined;
  const cluster = brokers > 1 ? await Cluster.start(home && join(home, 'brokers')) : undefined;
  const leave = async () => {
    await Promise.all([opened.sources?.close(), cluster?.stop(), disk?.unmount()]);
    if (home === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const started = await startSystem({
    replicas,
    home: folder,
    environment: async (_, ports) => {
      opened.sources = await openSources(folder, ports, offices);
      return {
        ...environment,
        ...opened.sources.environment,
        ...(cluster && { KAFKA_BROKERS: cluster.brokers }),
      };
    },
  }).catch(async (error: unknown) => {
    await leave();
    throw error;
  });
  const sources = opened.sources as Sources;
  const stop = async () => {
    await started.stop();
    await leave();
  };
  try {
    const system = offices > 1 ? await withSecondOffice(started, sources) : started;
    const { database } = sources.warehouse;
    await settled(system);
    await watchPromises(system);
    if (edits) await watchDocuments(system, sources.head.role);
    const books = new Books(await beginnings(system, [...ordered, ...apart], database));
    const driver = new Driver(system, new Random(seed + 1), ordered);
    const elsewhere = offices > 1 ? { warehouse: new Warehouse(system, database), received } : undefined;
    const told = edits ? (edit: string) => say(`clerk: ${edit}`) : undefined;
    const clerk = new Clerk(system, new Random(seed + 2), books, ordered, elsewhere, told);
    return {
      system,
      books,
      driver,
      clerk,
      sources,
      cluster,
      disk,
      edits,
      apart: apart.filter((sku) => books.skus.includes(sku)),
      uncounted: elsewhere?.received.filter((sku) => books.skus.includes(sku)) ?? [],
      views: new Map(),
      invoices: new Map(),
      say,
      open: () => {
        driver.start(shoppers);
        clerk.start();
      },
      close: async () => {
        await Promise.all([driver.stop(), clerk.stop()]);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
