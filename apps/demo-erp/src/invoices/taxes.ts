import type { Tx } from '../database.ts';
import { FormError } from '../form-error.ts';

/** Where goods go, and as what their buyer is taxed. */
export interface TaxPlace {
  country: string | null;
  region: string | null;
  taxClass: string;
}

/**
 * Per cent by tax code today: what is said of the class in the region, else of the class, of the region, of the country.
 * Exempt is exempt in every region.
 */
export async function taxRates(
  tx: Tx,
  { country, region, taxClass }: TaxPlace,
): Promise<Map<string, string>> {
  const rows = await tx.query<{ taxcod: string; taxpct: string }>(
    `select distinct on (taxcod) taxcod, taxpct from (
       select taxcod, taxpct, frdat, todat, regcod, taxcls from taxreg
       where ctycod = $1 and (regcod = '' or regcod = $2) and (taxcls = '' or taxcls = $3)
       union all
       select taxcod, taxpct, frdat, todat, '', '' from taxtab where ctycod = $1
     ) r
     where frdat <= (now() at time zone 'Europe/Berlin')::date
       and (todat is null or todat >= (now() at time zone 'Europe/Berlin')::date)
     order by taxcod, taxcls = '', regcod = '', frdat desc`,
    [country, region ?? '', taxClass],
  );
  return new Map(rows.map((row) => [row.taxcod, row.taxpct]));
}

export interface NewRate {
  country: string;
  region: string;
  taxClass: string;
  code: string;
  from: string;
  percent: string;
  text: string;
  user: string;
}

/** A rate from a day on; the one before ends on the day before. */
export async function setTaxRate(tx: Tx, rate: NewRate): Promise<void> {
  const { country, region, taxClass, code, from, percent, text, user } = rate;
  if (region === '' && taxClass === '') throw new FormError({ region: 'REGION OR CLASS MUST BE GIVEN' });
  if (region !== '') {
    const known = await tx.query('select from regtab where ctycod = $1 and regcod = $2', [country, region]);
    if (known.length === 0) throw new FormError({ region: `NO REGION ${region} IN ${country}` });
  }
  const key = [country, region, taxClass, code, from];
  const [later] = await tx.query(
    `select 1 from taxreg where ctycod = $1 and regcod = $2 and taxcls = $3 and taxcod = $4 and frdat > $5`,
    key,
  );
  if (later !== undefined) throw new FormError({ from: 'THERE IS A LATER RATE' });
  await tx.query(
    `update taxreg set todat = $5::date - 1, chgstp = clock_timestamp(), chgusr = $6
     where ctycod = $1 and regcod = $2 and taxcls = $3 and taxcod = $4 and frdat < $5::date
       and (todat is null or todat >= $5::date)`,
    [...key, user],
  );
  await tx.query(
    `insert into taxreg (ctycod, regcod, taxcls, taxcod, frdat, taxpct, taxtxt, chgusr)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (ctycod, regcod, taxcls, taxcod, frdat) do update set taxpct = excluded.taxpct, taxtxt = excluded.taxtxt,
       todat = null, chgstp = clock_timestamp(), chgusr = excluded.chgusr`,
    [...key, percent, text, user],
  );
}
