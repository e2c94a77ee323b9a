import { orderBody, shopOf } from '../system/shop.ts';
import { ask as asStaff } from '../system/staff.ts';
import type { System } from '../system/system.ts';

/** What sound requests speak of. */
export interface Facts {
  sku: string;
  /** A product that nothing else here asks for. */
  spareSku: string;
  account: string;
  order: string;
  orderToken: string;
  cartToken: string;
  orderBody: object;
}

/** Orders something, and looks around. */
export async function gatherFacts(system: System): Promise<Facts> {
  const shop = shopOf(system);
  const skus = (await shop.products()).flatMap((product) => product.skus);
  const figures = await shop.figures(...skus);
  const [first, second] = figures.filter(({ stock, price }) => price && stock.available > 20);
  if (!first || !second) throw new Error('the shop has nothing in stock');
  const { sku } = first;
  const body = orderBody([{ sku, quantity: 1 }]);
  const { order, token } = await shop.placeAndWait(body);
  const { accounts } = await asStaff<{ accounts: { account: string }[] }>(
    system,
    ['customers', 'customer-care'],
    '/accounts?limit=1',
  );
  return {
    sku,
    spareSku: second.sku,
    account: accounts[0]?.account ?? '',
    order,
    orderToken: token,
    cartToken: await newCart(system, sku),
    orderBody: {
      ...body,
      ...{ acceptBackOrder: false, total: '1.00', purchaseOrderNumber: 'PO 4711' },
      lines: [{ sku, quantity: 1, priceVersion: first.price?.version }],
    },
  };
}

/** The token of a cart that the shop has made. */
async function newCart(system: System, sku: string): Promise<string> {
  const response = await fetch(`${system.endpoints().storefront}/api/cart/lines`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sku, quantity: 1 }),
  });
  const token = /^cart=([\w-]+);/.exec(response.headers.getSetCookie()[0] ?? '')?.[1];
  if (token === undefined) throw new Error('the shop has made no cart');
  return token;
}
