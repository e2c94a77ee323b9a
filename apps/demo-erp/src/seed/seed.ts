import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tx } from '../database.ts';
import { parseCsv } from '../csv.ts';
import { seedExamples } from './seed-examples.ts';
import { seedTrade } from './seed-trade.ts';

type Row = Record<string, string | number | null>;

/** The office clock at seeding time: wall time as if it were UTC, so that days and minutes can be added. */
interface Start {
  wall: Date;
}

/** `D-5` is midnight five days ago, `M+20` is in twenty minutes, both on the office clock. */
export function placeInTime(mark: string, { wall }: Start): { date: string; time: string } {
  const [, unit, offset] = /^([DM])([+-]\d+)$/.exec(mark.replace(/^([DM])-0$/, '$1+0')) ?? [];
  if (unit === undefined) throw new Error(`not a mark in time: ${mark}`);
  const minutes = Number(offset) * (unit === 'D' ? 1440 : 1);
  const at = new Date(wall.getTime() + minutes * 60_000).toISOString();
  return { date: at.slice(0, 10), time: unit === 'D' ? '0000' : at.slice(11, 16).replace(':', '') };
}

/** Fills an empty database from `data`; does nothing when that has been done before. */
export async function seed(tx: Tx, folder: string): Promise<boolean> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('demo-erp seed'))`);
  const done = await tx.query(`select from syspar where parcod = 'SEEDED'`);
  if (done.length > 0) return false;
  const [clock] = await tx.query<{ wall: Date }>(
    `select date_trunc('minute', now() at time zone 'Europe/Berlin') at time zone 'UTC' as wall`,
  );
  const start: Start = { wall: clock?.wall ?? new Date() };
  const load = async (name: string): Promise<Row[]> =>
    parseCsv(await readFile(join(folder, 'data', `${name}.csv`), 'utf8'));

  const window = (row: Row): Row => {
    const from = placeInTime(String(row['frdat']), start);
    const to = row['todat'] === null ? null : placeInTime(String(row['todat']), start);
    const end = to === null ? { todat: null, totim: '0000' } : { todat: to.date, totim: to.time };
    return { ...row, curcod: 'EUR', frdat: from.date, frtim: from.time, ...end };
  };
  const named = (row: Row): Row => ({ ...row, itmdsc: row['itmdsc'] ?? '' });

  await insert(tx, 'modtxt', await load('modtxt'));
  await insert(tx, 'itmmas', (await load('itmmas')).map(named));
  await insert(tx, 'itmpri', (await load('itmpri')).map(window));
  await insert(
    tx,
    'spcpri',
    (await load('spcpri')).map((row) => ({ ...window(row), spctxt: row['spctxt'] ?? '' })),
  );
  await insert(
    tx,
    'stkbal',
    (await load('stkbal')).map(({ cntday, ...row }) => ({
      ...row,
      cntstp: new Date(start.wall.getTime() - Number(cntday) * 86_400_000).toISOString(),
    })),
  );
  await insert(
    tx,
    'cusmas',
    (await load('cusmas')).map((row) => ({ ...row, cusnam: row['cusnam'] ?? '' })),
  );
  await insert(tx, 'venmas', await load('venmas'));
  await insert(tx, 'itmven', await load('itmven'));
  await insert(
    tx,
    'currat',
    (await load('currat')).map((row) => ({ ...row, ratdat: placeInTime(String(row['ratdat']), start).date })),
  );
  await seedTrade(
    tx,
    (await load('poline')).map((row) => ({ ...row, expdat: placeInTime(String(row['expdat']), start).date })),
  );
  await seedExamples(tx);
  await tx.query(`insert into syspar values ('SEEDED', $1)`, [start.wall.toISOString()]);
  return true;
}

/** Inserts rows by column name in one statement; the columns are those of the first row. */
async function insert(tx: Tx, table: string, rows: Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  await tx.query(
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}
