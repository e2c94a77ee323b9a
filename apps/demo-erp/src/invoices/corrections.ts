import type { Tx } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';
import { mostPaid } from '../orders/line.ts';
import { lineNet, pricePerUnit, totals } from '../money.ts';
import { type Billed, billedLines } from './credits.ts';
import { changeInvoiced } from './invoice-file.ts';

/** The evening's run: what was invoiced by now is in the ledger, and is never changed again. Returns the numbers. */
export async function postInvoices(tx: Tx): Promise<number[]> {
  const rows = await tx.query<{ invnum: number }>(
    'update invhed set pststp = clock_timestamp() where pststp is null returning invnum',
  );
  return rows.map(({ invnum }) => invnum).toSorted((a, b) => a - b);
}

/** Orders are locked before their invoice, as when they are invoiced. */
async function lockOrders(tx: Tx, invoice: number): Promise<void> {
  await tx.query(
    'select from sohead where sonum in (select sonum from invlin where invnum = $1) order by sonum for update',
    [invoice],
  );
}

async function lockUnposted(tx: Tx, invoice: number, field: string): Promise<Billed[]> {
  const [head] = await tx.query<{ posted: boolean; kind: string }>(
    'select pststp is not null as posted, invknd as kind from invhed where invnum = $1 for update',
    [invoice],
  );
  if (head === undefined) throw new NotOnFile(`INVOICE ${invoice}`);
  if (head.posted) throw new FormError({ [field]: 'IS POSTED: CREDIT IT AND INVOICE AGAIN' });
  return billedLines(tx, invoice);
}

/** What a line of an invoice should have said; what is left out stays. */
export interface Correction {
  line: number;
  /** In the item's own unit. None: the line is gone. */
  quantity?: number;
  /** Of as many of the unit as before. */
  price?: string;
  discountPercent?: string;
}

/**
 * An invoice that was entered wrongly is written again under its number, at the rates of tax that it was made with. That
 * is allowed until it is posted; from then on it is credited, and invoiced again.
 */
export async function correctInvoice(
  tx: Tx,
  { invoice, corrections, user }: { invoice: number; corrections: Correction[]; user: string },
): Promise<void> {
  await lockOrders(tx, invoice);
  const before = await lockUnposted(tx, invoice, 'correct');
  const wanted = new Map(corrections.map((correction) => [correction.line, correction]));
  for (const { line } of corrections)
    if (!before.some(({ number }) => number === line))
      throw new FormError({ [`quantity-${line}`]: `NO LINE ${line}` });
  await checkShipped(tx, before, wanted);
  const after = before.map((line) => corrected(line, wanted.get(line.number)));
  const kept = after.filter(({ quantity }) => quantity > 0);
  if (kept.length === 0) throw new FormError({ correct: 'NOTHING IS LEFT: DELETE THE INVOICE' });
  await rewrite(tx, { invoice, kept, gone: after.filter(({ quantity }) => quantity === 0), user });
  const billed = new Map(before.map((line) => [line.number, line.billed]));
  await changeInvoiced(
    tx,
    after.map(({ order, line, number, quantity }) => ({
      order,
      line,
      by: quantity - (billed.get(number) ?? 0),
    })),
  );
}

type Corrected = Billed & { quantity: number };

function corrected(line: Billed, correction: Correction | undefined): Corrected {
  const {
    quantity = line.billed,
    price = line.price,
    discountPercent = line.discountPercent,
  } = correction ?? {};
  const field = (name: string) => `${name}-${line.number}`;
  if (line.line === 0 && quantity !== 1) throw new FormError({ [field('quantity')]: 'FREIGHT IS ONE' });
  if (Number(price) > mostPaid) throw new FormError({ [field('price')]: 'IS MORE THAN CAN BE KEPT' });
  if (Number(discountPercent) > 100 || !/^\d+(\.\d{1,2})?$/.test(discountPercent))
    throw new FormError({ [field('discount')]: 'IS NOT A PERCENTAGE LIKE 12.50' });
  return { ...line, quantity, price, discountPercent };
}

/** Not more than was shipped is invoiced, over all invoices. */
async function checkShipped(tx: Tx, lines: Billed[], wanted: Map<number, Correction>): Promise<void> {
  const room = await tx.query<{ order: number; line: number; room: number }>(
    `select sonum as order, linnum as line, shpqty - invqty as room from soline where sonum = any($1) for update`,
    [[...new Set(lines.map(({ order }) => order))]],
  );
  for (const { number, order, line, billed } of lines) {
    const more = (wanted.get(number)?.quantity ?? billed) - billed;
    const most = room.find((row) => row.order === order && row.line === line)?.room ?? 0;
    if (line !== 0 && more > most)
      throw new FormError({ [`quantity-${number}`]: `ONLY ${billed + most} ARE SHIPPED` });
  }
}

async function rewrite(
  tx: Tx,
  { invoice, kept, gone, user }: { invoice: number; kept: Corrected[]; gone: Corrected[]; user: string },
): Promise<void> {
  const priced = kept.map((line) => ({
    ...line,
    base: { numerator: line.numerator, denominator: line.denominator },
  }));
  const sum = totals(priced);
  await tx.query('delete from invlin where invnum = $1 and linnum = any($2)', [
    invoice,
    gone.map(({ number }) => number),
  ]);
  for (const line of priced) {
    const typed = (line.quantity * line.denominator * line.per) / line.numerator;
    await tx.query(
      `update invlin set invqty = $3, untqty = $4, untpri = $5, pri = $6, dispct = $7, linnet = $8
       where invnum = $1 and linnum = $2`,
      [invoice, line.number, line.quantity, Number.isInteger(typed) ? typed : null, line.price,
        pricePerUnit(line.price, line.base), line.discountPercent, lineNet(line)], // prettier-ignore
    );
  }
  await tx.query('delete from invtax where invnum = $1', [invoice]);
  await tx.query(
    `insert into invtax (invnum, taxcod, taxpct, basamt, taxamt)
     select $1, * from unnest($2::bpchar[], $3::numeric[], $4::numeric[], $5::numeric[])`,
    [
      invoice,
      sum.taxes.map(({ taxCode }) => taxCode),
      sum.taxes.map(({ taxPercent }) => taxPercent),
      sum.taxes.map(({ base }) => base),
      sum.taxes.map(({ tax }) => tax),
    ],
  );
  await tx.query('update invhed set nettot = $2, taxtot = $3, grstot = $4, chgusr = $5 where invnum = $1', [
    invoice,
    sum.net,
    sum.tax,
    sum.gross,
    user,
  ]);
}

/**
 * The last invoice is gone before it is posted, and its number is given to the next one: auditors count numbers. What it
 * was for is to be invoiced again, with the freight if no other invoice has it.
 */
export async function deleteInvoice(tx: Tx, invoice: number): Promise<number[]> {
  await lockOrders(tx, invoice);
  // Whoever makes an invoice waits: a number that is being given is none that can be given back.
  await tx.query('lock table invhed in share row exclusive mode');
  const lines = await lockUnposted(tx, invoice, 'delete');
  const [last] = await tx.query<{ invnum: number }>('select max(invnum) as invnum from invhed');
  if (last?.invnum !== invoice) throw new FormError({ delete: `ONLY THE LAST IS DELETED: ${last?.invnum}` });
  for (const table of ['invtax', 'invlin', 'invhed'])
    await tx.query(`delete from ${table} where invnum = $1`, [invoice]);
  await changeInvoiced(
    tx,
    lines.map(({ order, line, billed }) => ({ order, line, by: -billed })),
  );
  const orders = [...new Set(lines.map(({ order }) => order))];
  await tx.query(
    `update sohead h set frtinv = 'N', chgstp = clock_timestamp()
     where sonum = any($1) and not exists (select from invlin l where l.sonum = h.sonum)`,
    [orders],
  );
  await tx.query(`select setval('invnum_seq', $1, false)`, [invoice]);
  return orders;
}
