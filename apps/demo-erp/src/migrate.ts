import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Config } from './config.ts';
import { type Tx, transaction } from './database.ts';

const watched =
  'whsmas fammas coltab unttab ctytab regtab clstab trmtab chrtab cartab curtab currat taxtab taxreg modtxt itmmas itmunt itmkit itmpri spcpri stkbal cusmas cusadr plsmas cuspls plspri venmas itmven sohead soline dlvhed dlvlin invhed invlin invtax pohead poline trfhed trflin'.split(
    ' ',
  );

/** Brings the database to the state of `migrations`, each file once and in order; several processes may call it. */
export async function migrate(pool: pg.Pool, folder: string): Promise<string[]> {
  return transaction(pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('demo-erp migrations'))`);
    await tx.query(
      'create table if not exists sysmig (migcod varchar(60) primary key, migstp timestamptz not null)',
    );
    const done = new Set(
      (await tx.query<{ migcod: string }>('select migcod from sysmig')).map((row) => row.migcod),
    );
    const files = (await readdir(join(folder, 'migrations')))
      .filter((name) => name.endsWith('.sql'))
      .toSorted();
    const pending = files.filter((name) => !done.has(name));
    for (const name of pending) {
      await tx.query(await readFile(join(folder, 'migrations', name), 'utf8'));
      await tx.query('insert into sysmig values ($1, now())', [name]);
    }
    return pending;
  });
}

/** What a database administrator grants an integration: it reads all, writes orders, and may watch tables. */
export async function grantConnector(
  pool: pg.Pool,
  { connectorRole, connectorPassword }: Pick<Config, 'connectorRole' | 'connectorPassword'>,
): Promise<void> {
  await transaction(pool, async (tx) => {
    // Roles belong to the whole server: two systems on it must not create or change one at the same time.
    await tx.query(`select pg_advisory_xact_lock(hashtext('demo-erp grants'))`);
    const role = pg.escapeIdentifier(connectorRole);
    await ensureRole(tx, connectorRole, connectorPassword);
    const [row] = await tx.query<{ name: string }>('select current_database() as name');
    const database = pg.escapeIdentifier(row?.name ?? '');
    await tx.query(`
      grant connect, create on database ${database} to ${role};
      grant usage on schema public to ${role};
      grant select on all tables in schema public to ${role};
      grant usage on sequence sonum_seq to ${role};
      grant trigger on ${watched.join(', ')} to ${role};
      grant insert (sonum, soorg, cusnum, cusref, extref, curcod, ordstp, dlvnam, dlvst1, dlvst2, dlvst3, dlvzip, dlvcty, dlvctc,
        email, phone, frtamt, paytrm, sonote, crestp, chgstp, chgusr, dlvreg, purnum, buyref, reqdat, shpcmp)
        on sohead to ${role};
      grant update (cusref, extref, dlvnam, dlvst1, dlvst2, dlvst3, dlvzip, dlvcty, dlvctc, email, phone, sonote, chgstp, chgusr)
        on sohead to ${role};
      grant insert (sonum, linnum, itmcod, itmdsc, whscod, ordqty, cnlqty, pri, dispct, taxcod, reqdat, chgstp,
        untcod, untqty, untpri, perqty, linknd, parlin, kitqty)
        on soline to ${role};
      grant update (cnlqty, reqdat, whscod, chgstp) on soline to ${role}`);
  });
}

async function ensureRole(tx: Tx, name: string, password: string | undefined): Promise<void> {
  const role = pg.escapeIdentifier(name);
  const known = await tx.query('select from pg_roles where rolname = $1', [name]);
  const [self] = await tx.query<{ may: boolean }>(
    'select rolcreaterole or rolsuper as may from pg_roles where rolname = current_user',
  );
  const login = password === undefined ? 'login' : `login password ${pg.escapeLiteral(password)}`;
  if (known.length === 0) {
    if (!self?.may) throw new Error(`The role ${name} does not exist and this role may not create it`);
    await tx.query(`create role ${role} ${login}`);
  } else if (self?.may && password !== undefined) await tx.query(`alter role ${role} ${login}`);
}
