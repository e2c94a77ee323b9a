import { poll } from '../../../deploy/local/processes/poll.ts';
import type { Installation } from './installation.ts';

const prefix = 'BN-';
/** SKUs that the back office takes in by one transaction. */
const perTransaction = 5_000;

/** Sizes of a model, each a SKU of its own, as in the seed. */
export const sizes = ['S', 'M', 'L', 'XL', '2XL'];
/** Units of a SKU, more than any benchmark orders. */
export const plenty = 1_000_000;

/** The generated SKU of a number. */
export function skuOf(number: number): string {
  return `${prefix}${String(number).padStart(6, '0')}`;
}

/** Code of a model in the back office, which has six characters for it. */
export function modelOf(number: number): string {
  return `X${number.toString(16).toUpperCase().padStart(5, '0')}`;
}

const modelCode = (number: string) => `'X' || lpad(upper(to_hex(${number})), 5, '0')`;

const statements = [
  `insert into modtxt (modcod, lngcod, modnam, lngtxt)
   select ${modelCode('n')}, 'EN', 'Generated model ' || n, 'Made to measure how fast a catalogue loads.'
   from generate_series($1::int / 5, ($2::int - 1) / 5) n on conflict do nothing`,
  `insert into itmmas (itmcod, itmdsc, modcod, famcod, colcod, sizcod, untcod, taxcod, itmsts, webflg)
   select '${prefix}' || lpad(n::text, 6, '0'), 'GENERATED ' || n, ${modelCode('n / 5')},
          (select famcod from fammas order by famcod offset n / 5 % (select count(*) from fammas) limit 1),
          'BLK', (array[${sizes.map((size) => `'${size}'`).join()}])[n % 5 + 1], 'ST', 'S', 'A', 'Y'
   from generate_series($1::int, $2::int - 1) n`,
  `insert into itmpri (itmcod, curcod, pri, frdat)
   select '${prefix}' || lpad(n::text, 6, '0'), 'EUR', 10 + n % 1000, current_date - 1
   from generate_series($1::int, $2::int - 1) n`,
  `insert into stkbal (itmcod, whscod, onhand)
   select '${prefix}' || lpad(n::text, 6, '0'), 'B1', $3::int from generate_series($1::int, $2::int - 1) n`,
];

/**
 * Enters so many more generated SKUs into the back office, each with a price and with stock in one warehouse.
 * @returns the SKUs
 */
export async function enterSkus(installation: Installation, skus: number, onHand: number): Promise<string[]> {
  const first = installation.generated;
  installation.generated += skus;
  const end = installation.generated;
  for (let from = first; from < end; from += perTransaction) {
    const client = await installation.erp.connect();
    try {
      await client.query('begin');
      for (const statement of statements) {
        const bounds = [from, Math.min(from + perTransaction, end)];
        await client.query(statement, statement.includes('$3') ? [...bounds, onHand] : bounds);
      }
      await client.query('commit');
    } finally {
      client.release();
    }
  }
  return Array.from({ length: skus }, (_, number) => skuOf(first + number));
}

/** Waits until the shop shows all generated SKUs, or those of another source, with price and availability, putting on sale what waits. */
export async function putOnSale(
  installation: Installation,
  which = { prefix, skus: installation.generated },
): Promise<void> {
  const { skus } = which;
  const count = async (table: string) => {
    const { rows } = await installation.shop.query<{ n: string }>(
      `select count(*) as n from ${table} where sku like '${which.prefix}%' and not deleted`,
    );
    return Number(rows[0]?.n);
  };
  const timeoutMs = 300_000 + 3 * skus;
  await poll(
    `${skus} products on sale`,
    async () => {
      const { changed } = await installation.staff<{ changed: number }>('catalog', '/products/activate', {
        ...{ all: true, whenReady: true },
      });
      // Counting costs: not while more are arriving.
      return changed === 0 && (await count('catalog_products')) >= skus;
    },
    { everyMs: 1_000, timeoutMs },
  );
  for (const table of ['inventory_availability', 'pricing_prices'])
    await poll(`${skus} rows of ${table}`, async () => (await count(table)) >= skus, {
      everyMs: 1_000,
      timeoutMs,
    });
}

/** Has the shop sell so many more generated SKUs. @returns the SKUs */
export async function stockShop(installation: Installation, skus: number, onHand: number): Promise<string[]> {
  const entered = await enterSkus(installation, skus, onHand);
  await putOnSale(installation);
  return entered;
}
