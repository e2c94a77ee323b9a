import type { CreatesOrders, HandedOverOrder, NewOrder } from '@throughline/connector';
import type { ContractSubject } from './subject.ts';

/** An order of three pieces of a SKU. */
export function newOrder(customer: string, number: string, sku = 'SOLD'): NewOrder {
  return {
    order: number,
    customer,
    currency: 'EUR',
    placedAt: new Date('2026-11-20T10:00:00Z'),
    shippingNet: '4.9',
    purchaseOrderNumber: null,
    lines: [
      {
        ...{
          line: 1,
          sku,
          item: sku,
          unit: 'C62',
          unitQuantity: 3,
          unitNet: '10',
          perQuantity: 1,
          components: [],
        },
        ...{ ordered: 3, cancelled: 0 },
      },
    ],
    recipient: {
      name: 'A. Example',
      company: null,
      street: 'Street 1',
      street2: null,
      postalCode: '10115',
      city: 'Berlin',
      country: 'DE',
      region: null,
      email: 'a@example.org',
      phone: null,
    },
  };
}

/** Has a document made. @returns its number in the back office */
export async function numberOf(
  { connector, customer, addItem }: ContractSubject<CreatesOrders>,
  order: string,
): Promise<string> {
  await addItem(`OF-${order}`, 100);
  const [made] = await connector.createOrders([newOrder(customer, order, `OF-${order}`)], null);
  if (made === undefined || !('erpNumber' in made)) throw new Error(`The back office refuses ${order}`);
  return made.erpNumber;
}

/** Our order, whose document has a number. */
export function handedOver(order: string, erpNumber: string): HandedOverOrder {
  return { order, erpNumber, awaitsDocument: true, isGone: false, recipient: newOrder('', order).recipient };
}
