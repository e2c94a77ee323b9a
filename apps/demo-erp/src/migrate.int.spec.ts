import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@throughline/testing';
import { expect, it, onTestFinished } from 'vitest';
import { openPool } from './database.ts';
import { applicationFolder } from './folder.ts';
import { migrate } from './migrate.ts';

// What every installation has that began before units, kits and collective invoices were kept.
const filled = `
  insert into itmmas (itmcod, itmdsc, untcod, taxcod, itmsts, webflg) values ('OLD', 'OLD ITEM', 'PR', 'S', 'A', 'Y');
  insert into itmpri (itmcod, curcod, pri, frdat) values ('OLD', 'EUR', 12.3456, '2026-01-01');
  insert into cusmas (cusnum, cusnam, cusgrp, ctycod) values (20001, 'OLD CUSTOMER', 'D', 'DE');
  insert into sohead (sonum, soorg, cusnum, dlvctc, frtamt) values (1, 'T', 20001, 'DE', 5), (2, 'W', 99999, 'DE', 0);
  insert into soline (sonum, linnum, itmcod, whscod, ordqty, shpqty, invqty, pri, taxcod) values
    (1, 1, 'OLD', 'B1', 3, 2, 2, 12.3456, 'S'), (2, 1, 'GONE', 'B1', 4, 0, 0, 1, 'S');
  insert into invhed (invnum, sonum, cusnum, invdat, duedat, curcod, invctc, nettot, taxtot, grstot, chgusr)
    values (1, 1, 20001, '2026-02-01', '2026-03-03', 'EUR', 'DE', 29.69, 5.64, 35.33, 'OLD');
  insert into invlin (invnum, linnum, solin, itmcod, itmdsc, invqty, pri, linnet, taxcod, taxpct) values
    (1, 1, 1, 'OLD', 'OLD ITEM', 2, 12.3456, 24.69, 'S', 19), (1, 2, 0, 'FREIGHT', 'FREIGHT', 1, 5, 5, 'S', 19);
  create table watched (what text);
  create function watch() returns trigger language plpgsql as $$ begin insert into watched values (tg_table_name); return null; end $$;
  create trigger watch after update on soline for each statement execute function watch();
  create trigger watch after update on invlin for each statement execute function watch()`;

it('brings a filled database on without a word to those who watch it', async () => {
  const database = await createDatabase('demo_erp_old');
  const pool = openPool(database.url);
  const folder = await mkdtemp(join(tmpdir(), 'demo-erp-'));
  onTestFinished(async () => {
    await pool.end();
    await database.drop();
    await rm(folder, { recursive: true });
  });
  const all = (await readdir(join(applicationFolder(), 'migrations'))).toSorted();
  for (const name of all.slice(0, 4))
    await cp(join(applicationFolder(), 'migrations', name), join(folder, 'migrations', name));
  expect(await migrate(pool, folder)).toEqual(all.slice(0, 4));
  await pool.query(filled);

  expect(await migrate(pool, applicationFolder())).toEqual(all.slice(4));
  const rows = async (sql: string) => (await pool.query(sql)).rows as object[];
  expect(
    await rows('select linknd, untcod, untqty, untpri, pri, opnqty, linsts from soline order by sonum'),
  ).toEqual([
    { linknd: 'G', untcod: 'PR', untqty: 3, untpri: '12.3456000', pri: '12.3456000', opnqty: 1, linsts: 'P' },
    { linknd: 'G', untcod: null, untqty: 4, untpri: '1.0000000', pri: '1.0000000', opnqty: 4, linsts: 'O' },
  ]);
  expect(await rows('select bilcus, taxcls, shpcmp from sohead order by sonum')).toEqual([
    { bilcus: 20001, taxcls: 'N', shpcmp: 'N' },
    { bilcus: 99999, taxcls: 'N', shpcmp: 'N' },
  ]);
  expect(await rows('select sonum, invqty, untqty, untpri, corinv from invlin order by linnum')).toEqual([
    { sonum: 1, invqty: 2, untqty: 2, untpri: '12.3456000', corinv: null },
    { sonum: 1, invqty: 1, untqty: 1, untpri: '5.0000000', corinv: null },
  ]);
  expect(await rows('select invknd, sonum, bilcus, taxctc from invhed')).toEqual([
    { invknd: 'I', sonum: 1, bilcus: 20001, taxctc: 'DE' },
  ]);
  expect(await rows('select alcqty from stkalc order by itmcod')).toEqual([{ alcqty: 4 }, { alcqty: 1 }]);
  expect(await rows('select * from watched')).toEqual([]);
  await expect(pool.query('update invlin set invqty = 1')).rejects.toThrow('NOT CHANGED');
});
