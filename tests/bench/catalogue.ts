import { poll } from '../../deploy/local/poll.ts';
import type { House } from './house.ts';

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
 * Enters generated SKUs into the back office, each with a price and with stock in one warehouse.
 * @param entered how many are there already
 */
export async function enterSkus({ erp }: House, skus: number, onHand: number, entered = 0): Promise<void> {
  for (let from = entered; from < skus; from += perTransaction) {
    const client = await erp.connect();
    try {
      await client.query('begin');
      for (const statement of statements) {
        const bounds = [from, Math.min(from + perTransaction, skus)];
        await client.query(statement, statement.includes('$3') ? [...bounds, onHand] : bounds);
      }
      await client.query('commit');
    } finally {
      client.release();
    }
  }
}

/** Waits until the shop shows that many generated SKUs with price and availability, putting on sale what waits. */
export async function putOnSale(house: House, skus: number): Promise<void> {
  const count = async (table: string) => {
    const { rows } = await house.shop.query<{ n: string }>(
      `select count(*) as n from ${table} where sku like '${prefix}%' and not deleted`,
    );
    return Number(rows[0]?.n);
  };
  const timeoutMs = 300_000 + 3 * skus;
  await poll(
    `${skus} products on sale`,
    async () => {
      const { changed } = await house.staff<{ changed: number }>('catalog', '/products/activate', {
        all: true,
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

/** A house whose shop sells generated SKUs. */
export async function stockShop(house: House, skus: number, onHand: number): Promise<string[]> {
  await enterSkus(house, skus, onHand);
  await putOnSale(house, skus);
  return Array.from({ length: skus }, (_, number) => skuOf(number));
}
