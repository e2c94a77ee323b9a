import type { FastifyInstance } from 'fastify';
import { type Tx, staff } from '../../database.ts';
import { type Desk, numberIn } from '../../desk/desk.ts';
import { FormError, NotOnFile } from '../../form-error.ts';
import { invoiceCustomer } from '../../invoices/invoices.ts';
import type { Typed } from '../../desk/typed.ts';
import { showCustomer } from './customer.ts';

const { user } = staff;

async function codesOf(tx: Tx, sql: string): Promise<string[]> {
  return (await tx.query<{ code: string }>(sql)).map(({ code }) => code);
}

interface Before {
  billTo: number | null;
  parent: number | null;
  taxClass: string;
  region: string | null;
  collective: string;
}

/** Changes the record as typed. What is not on the form stays. */
export async function changeCustomer(tx: Tx, typed: Typed, customer: number): Promise<void> {
  const [before] = await tx.query<Before>(
    `select bilcus as "billTo", parcus as parent, taxcls as "taxClass", regcod as region, colflg as collective
     from cusmas where cusnum = $1 for update`,
    [customer],
  );
  if (before === undefined) throw new NotOnFile(`CUSTOMER ${customer}`);
  const name = typed.text('name', 50).toUpperCase();
  const country = typed.oneOf('country', await codesOf(tx, 'select ctycod as code from ctytab order by 1'));
  const values = [
    typed.optional('street', 60),
    typed.optional('zip', 12),
    typed.optional('city', 30),
    country,
    typed.optional('vat', 16),
    typed.optional('email', 80),
    typed.oneOf('terms', await codesOf(tx, 'select paytrm as code from trmtab order by 1')),
    typed.oneOf('status', ['A', 'O', 'B']),
  ];
  typed.code('name', 50);
  const billTo = typed.has('billTo') ? typed.optionalWhole('billTo', 1) : before.billTo;
  const parent = typed.has('parent') ? typed.optionalWhole('parent', 1) : before.parent;
  const taxClass = typed.has('taxClass')
    ? typed.oneOf('taxClass', await codesOf(tx, 'select taxcls as code from clstab order by 1'))
    : before.taxClass;
  const region = typed.has('region') ? typed.optional('region', 3) : before.region;
  const collective = typed.has('collective') ? typed.oneOf('collective', ['Y', 'N']) : before.collective;
  typed.check();
  if (typed.has('region')) await checkRegion(tx, country, region);
  await checkPartners(tx, customer, { billTo, parent });
  await tx.query(
    `update cusmas set cusnam = $2, street = $3, zipcod = $4, city = $5, ctycod = $6, vatnum = $7, email = $8,
            paytrm = $9, cussts = $10, bilcus = $11, parcus = $12, taxcls = $13, regcod = $14, colflg = $15,
            chgstp = clock_timestamp() where cusnum = $1`,
    [customer, name, ...values, billTo, parent, taxClass, region, collective],
  );
}

async function checkRegion(tx: Tx, country: string, region: string | null): Promise<void> {
  if (region === null) return;
  const known = await tx.query('select from regtab where ctycod = $1 and regcod = $2', [country, region]);
  if (known.length === 0) throw new FormError({ region: `NO REGION ${region} IN ${country}` });
}

/** Who pays pays itself, and nobody belongs to one of its own. */
async function checkPartners(
  tx: Tx,
  customer: number,
  { billTo, parent }: { billTo: number | null; parent: number | null },
): Promise<void> {
  for (const [field, other] of [['billTo', billTo], ['parent', parent]] as const) {
    if (other === null) continue;
    if (other === customer) throw new FormError({ [field]: 'IS THE CUSTOMER ITSELF' });
    const known = await tx.query('select from cusmas where cusnum = $1', [other]);
    if (known.length === 0) throw new FormError({ [field]: `NO CUSTOMER ${other}` });
  } // prettier-ignore
  if (billTo !== null) {
    const [payer] = await tx.query<{ bilcus: number | null }>('select bilcus from cusmas where cusnum = $1', [
      billTo,
    ]);
    if (payer?.bilcus !== null) throw new FormError({ billTo: `${billTo} IS BILLED TO ${payer?.bilcus}` });
    const payees = await tx.query('select from cusmas where bilcus = $1', [customer]);
    if (payees.length > 0) throw new FormError({ billTo: 'OTHERS ARE BILLED TO THIS CUSTOMER' });
  }
  const above = await tx.query(
    `with recursive up as (
       select cusnum, parcus from cusmas where cusnum = $1
       union select c.cusnum, c.parcus from cusmas c join up on up.parcus = c.cusnum
     ) select from up where cusnum = $2`,
    [parent, customer],
  );
  if (above.length > 0) throw new FormError({ parent: `${parent} BELONGS TO THIS CUSTOMER` });
}

/** Addresses, price lists and collective invoices of a customer. */
export function customerChangeRoutes(app: FastifyInstance, desk: Desk): void {
  app.post('/customers/:number/address', async (request, reply) => {
    const customer = numberIn(request);
    await desk.submit(request, reply, {
      form: 'address',
      action: 'change address',
      run: async (tx, typed) => {
        const number = await setAddress(tx, typed, customer);
        return {
          entry: { program: 'CUS030', key: String(customer), text: `ADDRESS ${number} SET` },
          value: null,
        };
      },
      to: () => `/customers/${customer}`,
      again: async (state) => showCustomer(desk, request, reply, state),
    });
  });

  app.post('/customers/:number/addresses/:address/remove', async (request, reply) => {
    const customer = numberIn(request);
    const address = numberIn(request, 'address');
    await desk.submit(request, reply, {
      form: 'address',
      action: 'remove address',
      run: async (tx) => {
        // Orders have a copy; the number is not given to another.
        const rows = await tx.query(
          `update cusadr set actflg = 'N', chgstp = clock_timestamp(), chgusr = $3
           where cusnum = $1 and adrnum = $2::integer and actflg = 'Y' returning adrnum`,
          [customer, address, user],
        );
        if (rows.length === 0) throw new NotOnFile(`ADDRESS ${address} OF ${customer}`);
        return {
          entry: { program: 'CUS030', key: String(customer), text: `ADDRESS ${address} REMOVED` },
          value: null,
        };
      },
      to: () => `/customers/${customer}`,
      again: async (state) => showCustomer(desk, request, reply, state),
    });
  });

  app.post('/customers/:number/list', async (request, reply) => {
    const customer = numberIn(request);
    await desk.submit(request, reply, {
      form: 'list',
      action: 'change lists',
      run: async (tx, typed) => {
        const list = typed.oneOf(
          'list',
          await codesOf(tx, `select plscod as code from plsmas where actflg = 'Y'`),
        );
        const rank = typed.whole('rank', 1, 99);
        typed.check();
        await tx.query('delete from cuspls where cusnum = $1 and plscod = $2', [customer, list]);
        await tx.query(
          `insert into cuspls (cusnum, seqnum, plscod) values ($1, $2, $3)
           on conflict (cusnum, seqnum) do update set plscod = excluded.plscod, chgstp = clock_timestamp()`,
          [customer, rank, list],
        );
        return {
          entry: { program: 'CUS040', key: String(customer), text: `PRICE LIST ${list} HAS RANK ${rank}` },
          value: null,
        };
      },
      to: () => `/customers/${customer}`,
      again: async (state) => showCustomer(desk, request, reply, state),
    });
  });

  app.post('/customers/:number/lists/:rank/remove', async (request, reply) => {
    const customer = numberIn(request);
    const rank = numberIn(request, 'rank');
    await desk.submit(request, reply, {
      form: 'list',
      action: 'change lists',
      run: async (tx) => {
        const [row] = await tx.query<{ plscod: string }>(
          'delete from cuspls where cusnum = $1 and seqnum = $2::integer returning plscod',
          [customer, rank],
        );
        if (row === undefined) throw new NotOnFile(`LIST ${rank} OF ${customer}`);
        return {
          entry: { program: 'CUS040', key: String(customer), text: `PRICE LIST ${row.plscod} REMOVED` },
          value: null,
        };
      },
      to: () => `/customers/${customer}`,
      again: async (state) => showCustomer(desk, request, reply, state),
    });
  });

  app.post('/customers/:number/invoice', async (request, reply) => {
    const customer = numberIn(request);
    await desk.submit(request, reply, {
      form: 'collective',
      action: 'invoice customer',
      run: async (tx) => {
        const value = await invoiceCustomer(tx, customer, user);
        return {
          entry: { program: 'INV040', key: String(customer), text: `COLLECTIVE INVOICE ${value.join(', ')}` },
          value,
        };
      },
      to: () => `/customers/${customer}`,
      again: async (state) => showCustomer(desk, request, reply, state),
    });
  });
}

async function setAddress(tx: Tx, typed: Typed, customer: number): Promise<number> {
  const asked = typed.optionalWhole('number', 1, 999);
  const country = typed.oneOf('country', await codesOf(tx, 'select ctycod as code from ctytab order by 1'));
  const region = typed.optional('region', 3);
  const values = [
    typed.code('name', 60),
    typed.code('street', 60) && typed.text('street', 60),
    typed.optional('zip', 12),
    typed.code('city', 40) && typed.text('city', 40),
    region,
    country,
  ];
  typed.check();
  await checkRegion(tx, country, region);
  const locked = await tx.query('select from cusmas where cusnum = $1 for update', [customer]);
  if (locked.length === 0) throw new NotOnFile(`CUSTOMER ${customer}`);
  const [next] = await tx.query<{ number: number }>(
    'select coalesce(max(adrnum), 0) + 1 as number from cusadr where cusnum = $1',
    [customer],
  );
  const number = asked ?? next?.number ?? 1;
  if (number > (next?.number ?? 1)) throw new FormError({ number: `NEXT IS ${next?.number}` });
  await tx.query(
    `insert into cusadr (cusnum, adrnum, adrnam, street, zipcod, city, regcod, ctycod, chgusr)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (cusnum, adrnum) do update set adrnam = excluded.adrnam, street = excluded.street,
       zipcod = excluded.zipcod, city = excluded.city, regcod = excluded.regcod, ctycod = excluded.ctycod,
       actflg = 'Y', chgstp = clock_timestamp(), chgusr = excluded.chgusr`,
    [customer, number, ...values, user],
  );
  return number;
}
