import { creditInvoice } from '../invoices/credits.ts';
import type { Tx } from '../database.ts';
import { invoiceCustomer, invoiceOrder } from '../invoices/invoices.ts';
import { type NewOrder, placeOrder } from '../orders/order-entry.ts';
import { shipOrder } from '../orders/sales.ts';
import { sendTransfer } from '../stock/transfers.ts';

const user = 'SEED';

const texts = `insert into modtxt (modcod, lngcod, modnam, lngtxt) values
    ('M90001', 'EN', 'Mountain Bottle and Cage Kit', 'A bottle of 30 oz. and the cage that holds it.'),
    ('M90001', 'DE', 'Flaschen-Set Mountain', 'Eine Trinkflasche und der Halter dazu.'),
    ('M90002', 'EN', 'Repair Kit', 'Patches, two mountain tubes and a mini pump.'),
    ('M90002', 'DE', 'Reparatur-Set', 'Flicken, zwei Mountain-Schläuche und eine Minipumpe.'),
    ('M90003', 'EN', 'Hex Screw M5 x 12', 'Stainless, for bottle cages and racks.'),
    ('M90003', 'DE', 'Innensechskantschraube M5 x 12', 'Rostfrei, für Flaschenhalter und Träger.'),
    ('M90004', 'EN', 'Water Bottle - 24 oz., printed', 'For clubs and events, by the carton of 24.'),
    ('M90004', 'DE', 'Trinkflasche 24 oz., bedruckt', 'Für Vereine und Rennen, im Karton zu 24.')`;
const items = `insert into itmmas
    (itmcod, itmdsc, modcod, famcod, untcod, stdcst, taxcod, itmsts, webflg, itmknd, pckflg, vencod, eancod)
  values
    ('KT-BTLM', 'BTL + CAG MTN KIT', 'M90001', 'BTLC', 'SET', 5.6000, 'S', 'A', 'Y', 'K', 'N', null, '2009900030016'),
    ('KT-REPR', 'REPAIR KIT TUB + PMP', 'M90002', 'TYRE', 'SET', 12.8000, 'S', 'A', 'Y', 'K', 'N', null, '2009900030023'),
    ('SV-ASSM', 'ASSEMBLY AND TEST RIDE', null, null, 'ST', 20.0000, 'S', 'A', 'N', 'S', 'N', null, null),
    ('SC-M5X12', 'SCRW HEX M5X12', 'M90003', 'BTLC', 'ST', 0.0110, 'S', 'A', 'Y', 'G', 'N', 'GREENLA0001', '2009900012012'),
    ('WB-P024', 'WTR BTL 24 OZ PRINTED', 'M90004', 'BTLC', 'ST', 1.9000, 'S', 'A', 'Y', 'G', 'Y', 'GREENLA0001',
     '2009900020017')`;
const units = `insert into itmunt (itmcod, untcod, numqty, eancod, salflg) values
    ('SC-M5X12', 'KAR', 500, '2009900012050', 'Y'), ('WB-P024', 'KAR', 24, '2009900020024', 'Y'),
    ('WB-P024', 'PAL', 960, '2009900020031', 'N'), ('WB-H098', 'KAR', 24, '2002004098012', 'Y'),
    ('TT-M928', 'KAR', 50, '2002001928015', 'Y')`;
const components = `insert into itmkit (itmcod, cmpcod, cmpqty) values
    ('KT-BTLM', 'BC-M005', 1), ('KT-BTLM', 'WB-H098', 1),
    ('KT-REPR', 'PK-7098', 1), ('KT-REPR', 'TT-M928', 2), ('KT-REPR', 'PU-0452', 1)`;
const prices = `insert into itmpri (itmcod, curcod, pri, perqty, untcod, frdat) values
    ('KT-BTLM', 'EUR', 13.50, 1, null, current_date - 60), ('KT-REPR', 'EUR', 29.90, 1, null, current_date - 60),
    ('SV-ASSM', 'EUR', 49.00, 1, null, current_date - 60), ('SC-M5X12', 'EUR', 2.35, 100, null, current_date - 60),
    ('SC-M5X12', 'EUR', 10.90, 1, 'KAR', current_date - 60), ('WB-P024', 'EUR', 89.00, 1, 'KAR', current_date - 60)`;
const specials = `insert into spcpri (itmcod, curcod, pri, untcod, minqty, frdat, todat, spctxt) values
    ('WB-P024', 'EUR', 79.00, 'KAR', 120, current_date - 10, current_date + 90, 'FROM 5 BOXES')`;
const stock = `insert into stkbal (itmcod, whscod, onhand, bincod) values
    ('SC-M5X12', 'B1', 20000, 'A-41'), ('SC-M5X12', 'L1', 4000, 'B-12'), ('WB-P024', 'B1', 960, 'F-01')`;
const partners = [
  `update cusmas set paytrm = 'M30', colflg = 'Y' where cusnum = 20024`,
  `update cusmas set bilcus = 20024, parcus = 20024 where cusnum in (20023, 20025)`,
  `update cusmas set taxcls = 'E', paytrm = 'S30' where cusnum = 20028`,
  `update cusmas set regcod = 'TN' where cusnum = 20035`,
  `update cusmas set cussts = 'O' where cusnum = 20016`,
  `insert into cusadr (cusnum, adrnum, adrnam, street, zipcod, city, regcod, ctycod) values
     (20024, 1, 'FIRST CENTER ATELIER', '4, quai de la Loire', '75019', 'Paris', null, 'FR'),
     (20024, 2, 'FIRST CENTER REUNION', '12, rue de Nice', '97400', 'Saint-Denis', 'RE', 'FR'),
     (20010, 1, 'EXCELLENT BIKES LAGER', 'Industriestr. 18', '41460', 'Neuss', null, 'DE')`,
  `insert into plsmas (plscod, plstxt) values ('DLRA', 'DEALERS A'), ('SEAS', 'SEASON ORDERS')`,
  `insert into cuspls (cusnum, seqnum, plscod) values (20024, 1, 'SEAS'), (20024, 2, 'DLRA'), (20010, 1, 'DLRA')`,
  `insert into plspri (plscod, itmcod, untcod, pri, perqty, minqty, frdat, todat) values
     ('DLRA', 'BC-M005', null, 8.90, 1, 1, current_date - 60, null),
     ('DLRA', 'BC-M005', null, 8.20, 1, 25, current_date - 60, null),
     ('DLRA', 'SC-M5X12', null, 2.10, 100, 1, current_date - 60, null),
     ('SEAS', 'WB-P024', 'KAR', 75.00, 1, 1, current_date - 10, current_date + 50),
     ('SEAS', 'KT-BTLM', null, 11.90, 1, 20, current_date - 10, current_date + 50)`,
];

/** A few of each of what the AdventureWorks data do not have: packs, kits, services, lists, documents of every kind. */
export async function seedExamples(tx: Tx): Promise<void> {
  for (const sql of [texts, items, units, components, prices, specials, stock, ...partners])
    await tx.query(sql);
  await seedDocuments(tx);
  await sendTransfer(tx, {
    ...{ from: 'B1', to: 'L1', user },
    expected: await dayFromNow(tx, 4),
    lines: [{ item: 'SC-M5X12', quantity: 1000 }],
  });
  await tx.query(
    `update poline set cfmdat = expdat + 3, chgstp = clock_timestamp()
     where linnum = 1 and linsts = 'O' and ponum in (select ponum from pohead order by ponum limit 3)`,
  );
}

async function dayFromNow(tx: Tx, days: number): Promise<string> {
  const [row] = await tx.query<{ day: string }>('select (current_date + $1::int)::text as day', [days]);
  return row?.day ?? '';
}

async function seedDocuments(tx: Tx): Promise<void> {
  const place = (customer: number, of: Pick<NewOrder, 'lines'> & Partial<NewOrder>) =>
    placeOrder(tx, {
      ...{ origin: 'T', customer, reference: null, note: null, freight: '0', user, ...of },
    });
  const line = (item: string, quantity: number, unit?: string) => ({
    ...{ item, quantity, price: null, warehouse: 'B1' },
    ...(unit !== undefined && { unit }),
  });
  const ship = (number: number, ...lines: [line: number, quantity: number][]) =>
    shipOrder(tx, { number, user, lines: lines.map(([n, quantity]) => ({ line: n, quantity })) });

  const kits = await place(20009, {
    lines: [line('KT-BTLM', 4), line('SV-ASSM', 1)],
    purchaseOrder: 'RT-2026-118',
    buyer: 'FR. WINKLER',
    requested: await dayFromNow(tx, 7),
  });
  await ship(kits, [2, 2], [3, 2]);
  await invoiceOrder(tx, kits, user);

  await place(20010, {
    ...{ lines: [line('KT-REPR', 2), line('SC-M5X12', 3, 'KAR')], complete: true, address: 1 },
    charges: [{ code: 'SMALLQTY', amount: null }],
  });

  const first = await place(20024, { lines: [line('WB-P024', 2, 'KAR')], purchaseOrder: 'FC 4500017' });
  const second = await place(20025, { lines: [line('SC-M5X12', 1500)], freight: '9.90' });
  await ship(first, [1, 48]);
  await ship(second, [1, 1500]);
  await invoiceCustomer(tx, 20024, user);

  const billed = await place(20014, {
    lines: [line('SC-M5X12', 2, 'KAR')],
    charges: [{ code: 'PACKING', amount: '3.50' }],
  });
  await ship(billed, [1, 1000]);
  const invoice = await invoiceOrder(tx, billed, user);
  const lines = [{ line: 1, quantity: 500 }];
  await creditInvoice(tx, { invoice, lines, text: 'ONE BOX DAMAGED', user });
}
