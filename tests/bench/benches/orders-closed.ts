import { plenty, stockShop } from '../installation/catalogue.ts';
import { type Bench, type Circumstances, type Figure, percentile } from '../measuring/figure.ts';
import { type Installation, untilQuiet, withInstallation } from '../installation/installation.ts';
import { accepted } from '../../system/shop.ts';
import { type Medusa, besideMedusa } from '../peers/medusa/medusa.ts';
import { placeOrder } from '../peers/medusa/shopping.ts';
import { closedLoop, openLoop } from '../measuring/pace.ts';
import { type Peer, asked, measured, sideOf } from '../peers/peer.ts';
import { closing } from '../installation/parts.ts';
import { type Measured, sideBySide } from '../measuring/side-by-side.ts';
import { Shoppers } from '../installation/shopper.ts';
import { besideVendure } from '../peers/vendure/beside.ts';
import { order, shippingOf, variantsOf } from '../peers/vendure/shopping.ts';
import type { Vendure } from '../peers/vendure/vendure.ts';

const plentySkus = 1_000;
const scarceSkus = 100;
/** Units that there are, as a part of those that are asked for. */
const soldShare = 0.4;

export const ordersClosed: Bench = {
  name: 'orders-closed',
  what: `Orders by the shop's public API until they are decided, as many clients at a time, each ordering again as soon as its order is decided: one to three lines of ${plentySkus} SKUs with plenty of stock. Vendure gets two requests per order, one for the basket and one for all the rest, and takes the payment by its dummy. Medusa gets five: cart, shipping, payment collection, payment session, completion; its payment is its system provider's, authorised, and what it has no Redis for is in its memory. Then many more orders than there are units, on ${scarceSkus} SKUs: what is confirmed must be the stock, to the unit.`,
  run: (circumstances) =>
    withInstallation(circumstances, async (installation) => {
      const { quick, say } = circumstances;
      const skus = await stockShop(installation, plentySkus, plenty);
      await untilQuiet(installation);
      const shoppers = new Shoppers(installation.url);
      return closing(
        async () => shoppers.close(),
        async () => {
          const basket = baskets(skus);
          const place = () => confirmed(shoppers, basket());
          say('warming up');
          await openLoop(30, quick ? 3 : 10, place);
          const closed = await besideVendure(circumstances, installation, (vendure) =>
            besideMedusa(circumstances, (medusa) =>
              ordersInTurn(circumstances, { installation, place, vendure, medusa }),
            ),
          );
          await untilQuiet(installation);
          say('scarce stock');
          return [...closed, ...(await sellOut(installation, shoppers, quick ? 1_000 : 10_000))];
        },
      );
    }),
};

interface Shops {
  installation: Installation;
  /** Places an order in ours. */
  place: () => Promise<void>;
  vendure: Vendure | undefined;
  medusa: Medusa | undefined;
}

async function ordersInTurn(
  circumstances: Circumstances,
  { installation, place, vendure, medusa }: Shops,
): Promise<Figure[]> {
  const seconds = circumstances.quick ? 4 : 15;
  const shipping = vendure ? await asked(vendure, shippingOf) : '';
  const vendureBasket = baskets(vendure ? await asked(vendure, (one) => variantsOf(one, plentySkus)) : []);
  const medusaBasket = baskets(medusa?.shop.variants ?? []);
  const figures: Figure[] = [];
  for (const clients of [1, 4, 32]) {
    const who = clients === 1 ? '1 client' : `${clients} clients`;
    const timed = (pids: Peer['pids'], order: () => Promise<void>) =>
      measured(pids, () => inTurn(clients, seconds, order));
    figures.push(
      ...(await sideBySide(circumstances, {
        during: `orders of ${who}`,
        figures: [
          {
            of: 'rate',
            name: `orders decided, ${who}`,
            unit: 'orders/s',
            ...(clients === 4 && { ratioAim: { atLeast: 10 } }),
          },
          { of: 'p50', name: `order to decision, ${who}, p50`, unit: 'ms' },
          { of: 'p99', name: `order to decision, ${who}, p99`, unit: 'ms' },
        ],
        ours: () => timed(installation.running.endpoints.pids, place),
        peers: [
          ...sideOf(vendure, ({ shop, pids }) => timed(pids, () => order(shop, vendureBasket(), shipping))),
          ...sideOf(medusa, ({ store, shop, pids }) =>
            timed(pids, () => placeOrder(store, shop, medusaBasket())),
          ),
        ],
      })),
    );
  }
  return figures;
}

/** One to three things in turn, so that neighbouring orders do not meet at one of them. */
function baskets<T>(things: readonly T[]): () => T[] {
  let next = 0;
  return () => {
    const first = next;
    next += 1 + (first % 3);
    return Array.from({ length: 1 + (first % 3) }, (_, line) => things[(first + line) % things.length] as T);
  };
}

async function confirmed(shoppers: Shoppers, basket: readonly string[]): Promise<void> {
  const { state } = await shoppers.order(basket, performance.now());
  if (!accepted.includes(state)) throw new Error(`An order was ${state} although there is plenty of stock`);
}

async function inTurn(
  clients: number,
  seconds: number,
  place: () => Promise<void>,
): Promise<Measured['values']> {
  const times: number[] = [];
  const started = performance.now();
  const done = await closedLoop(clients, seconds, async () => {
    const began = performance.now();
    await place();
    times.push(performance.now() - began);
  });
  const rate = done / ((performance.now() - started) / 1_000);
  return { rate, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** Orders one unit each of scarce SKUs until so many orders are decided. */
async function sellOut(installation: Installation, shoppers: Shoppers, orders: number): Promise<Figure[]> {
  // Of their own: of the others units are promised already.
  const units = Math.round((orders / scarceSkus) * soldShare);
  const scarce = await stockShop(installation, scarceSkus, units);
  await untilQuiet(installation);
  const sold = new Map<string, number>();
  let next = 0;
  const started = performance.now();
  const client = async () => {
    while (next < orders) {
      const sku = scarce[next++ % scarce.length] ?? '';
      const { state } = await shoppers.order([sku], performance.now());
      // The back office may have it already.
      if (accepted.includes(state)) sold.set(sku, (sold.get(sku) ?? 0) + 1);
      else if (state !== 'rejected') throw new Error(`An order for scarce stock was ${state}`);
    }
  };
  await Promise.all(Array.from({ length: 32 }, client));
  const seconds = (performance.now() - started) / 1_000;
  const wrong = scarce.filter((sku) => sold.get(sku) !== units).length;
  return [
    {
      name: `scarce stock: SKUs of ${scarce.length} not sold to the unit, ${orders} orders`,
      value: wrong,
      unit: 'SKUs',
      aim: { atMost: 0 },
    },
    {
      name: `scarce stock: units sold of ${units * scarce.length}`,
      value: [...sold.values()].reduce((sum, count) => sum + count, 0),
      unit: 'units',
    },
    { name: 'scarce stock: orders decided', value: Math.round(orders / seconds), unit: 'orders/s' },
  ];
}
