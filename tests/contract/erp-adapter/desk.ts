import type { ErpStock, OrderPlaced } from '@throughline/events';
import type { Outbox } from '@throughline/messaging';
import type { OrderTarget } from '../../../apps/erp-adapter/src/connectors/order-target.ts';
import { Exporter } from '../../../apps/erp-adapter/src/exports/exporter.ts';
import { moveExports, tellLasting } from '../../../apps/erp-adapter/src/exports/exports.tables.ts';
import { OrdersConsumer } from '../../../apps/erp-adapter/src/exports/orders.consumer.ts';
import type { SourceRegistry } from '../../../apps/erp-adapter/src/sources/registry.ts';
import { placedLine } from '../../../apps/erp-adapter/src/exports/fixtures/documents.ts';
import { type Adapter, openAdapter } from './adapter.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

export const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

export function placed(order: string, of: Partial<OrderPlaced> = {}): OrderPlaced {
  const line = (number: number, sku: string, quantity: number, unitPrice: string, net: string) =>
    placedLine({ line: number, sku, name: sku, quantity, unitPrice, net });
  return {
    order,
    channel: 'web',
    account: 'guests',
    currency: 'EUR',
    country: 'DE',
    region: null,
    language: 'en',
    purchaseOrderNumber: null,
    lines: [line(1, 'BIKE', 1, '100', '100'), line(2, 'BELL', 2, '9.95', '19.9')],
    shippingMethod: 'standard',
    shippingNet: '4.9',
    shippingTaxRate: '19',
    net: '124.8',
    tax: '23.71',
    gross: '148.51',
    rounding: 'tax-group',
    acceptBackOrder: false,
    at: new Date(),
    ...of,
  };
}

/** An adapter with a back office that sells bikes and bells, and an account for guests. */
export async function openDesk() {
  const office: BackOffice = await openBackOffice();
  const adapter: Adapter = await openAdapter(office.url);
  let last = 1000;
  await adapter.connector.prepare();
  await office.addItem('BIKE', { price: '100', onHand: 50 });
  await office.addItem('BELL', { price: '9.95', onHand: 50 });
  await adapter.tx((tx) =>
    tx.query(`insert into customers_accounts (account, bindings, erp_source, erp_number, version)
              values ('guests', '[{"source":"demo","number":"10000"}]', null, null, 1),
                     ('elsewhere', '[{"source":"store","number":"10000"}]', null, null, 1),
                     ('before', null, 'demo', '10000', 1), ('unbound', null, null, null, 1)`),
  );
  const receive = async (of: Partial<OrderPlaced> = {}, { recipient = true } = {}): Promise<string> => {
    const order = String((last += 1));
    const document = placed(order, of);
    await adapter.tx(async (tx) => {
      await tx.query(
        `insert into exports (source, order_number, state, document, account, traceparent, placed_at, state_at)
       values ('demo', $1, 'placed', $2, $3, $4, now(), now())`,
        [order, JSON.stringify(document), document.account, traceparent],
      );
      for (const { line, sku, quantity, components } of document.lines)
        await tx.query(
          `insert into export_lines (source, order_number, line, sku, quantity, components)
           values ('demo', $1, $2, $3, $4, $5)`,
          [order, line, sku, quantity, components.map((component) => component.sku)],
        );
      await moveExports(tx, adapter.outbox, 'demo', [{ order, state: 'received' }]);
    });
    if (recipient) await address(order);
    return order;
  };

  const address = (order: string, region: string | null = null) =>
    adapter.tx((tx) =>
      tx.query(
        `insert into orders_recipients (order_number, email, name, street, postal_code, city, country, region, version)
       values ($1, 'a@example.org', 'A. Example', 'Street 1', '10115', 'Berlin', 'DE', $2, 1)`,
        [order, region],
      ),
    );

  const cancel = async (order: string, line: number, quantity: number) => {
    await adapter.tx(async (tx) => {
      await tx.query(
        'update export_lines set cancelled = cancelled + $3 where order_number = $1 and line = $2',
        [order, line, quantity],
      );
      await tx.query(
        'update exports set cancellations = cancellations + 1, waits_for = null where order_number = $1',
        [order],
      );
    });
  };

  /** Hands over what is due. */
  const handOver = (target: OrderTarget = adapter.connector) =>
    new Exporter(adapter.dataSource, adapter.outbox, target).handOver(adapter.exporting);

  /** Hands over what there is, also what was put off. */
  const run = async (target?: OrderTarget): Promise<void> => {
    await adapter.tx((tx) => tx.query('update exports set due_at = now()'));
    await handOver(target);
  };

  /** Takes in what happened to orders. */
  const hear = (...records: { type: string; value: object }[]): Promise<void> =>
    adapter.tx((tx) =>
      new OrdersConsumer(adapter.outbox as Outbox, { ordersGoTo: 'demo' } as SourceRegistry).onOrderEvents({
        records,
        tx,
      } as unknown as Parameters<OrdersConsumer['onOrderEvents']>[0]),
    );

  /** Publishes what has changed in the back office, and what is to be read again. */
  const capture = async (): Promise<void> => {
    do await adapter.capturer().round(adapter.leadership);
    while ((await office.asConnector('select 1 from throughline.changes limit 1')).length > 0);
  };

  /**
   * What the newest statements of an item come to: what is there for the web less what of it is held for others, and what
   * of our claims has left it.
   */
  const stated = async (sku: string): Promise<{ figure: number; left: Record<string, number> }> => {
    const records = (await adapter.published('erp.stock')).filter(({ key }) =>
      key.startsWith(`demo|${sku}|`),
    );
    const newest = new Map(records.map(({ key, value }) => [key, value as ErpStock | null]));
    const places = await office.query<{ code: string }>(
      `select rtrim(whscod) as code from whsmas where whstyp in ('W', 'P') and actflg = 'Y'`,
    );
    const serving = new Set(places.map(({ code }) => code));
    const left: Record<string, number> = {};
    let figure = 0;
    for (const statement of newest.values()) {
      if (statement === null) continue;
      if (serving.has(statement.location)) figure += statement.quantity - statement.allocatedElsewhere;
      for (const { order, line, quantity } of statement.watermark ?? [])
        left[`${order}|${line}`] = (left[`${order}|${line}`] ?? 0) + quantity;
    }
    return { figure, left };
  };

  /** How the hand-over stands, as its own table has it. */
  const kept = async (order: string) => {
    const [row] = await adapter.tx((tx) =>
      tx.query<{ state: string; reason: string | null; erpNumber: string | null; differences: object[] }>(
        'select state, reason, erp_number as "erpNumber", differences from exports where order_number = $1',
        [order],
      ),
    );
    return row;
  };

  /** Tells of states that have lasted for so many milliseconds. */
  const linger = (milliseconds = 0) =>
    adapter.tx((tx) => tellLasting(tx, adapter.outbox, 'demo', milliseconds));

  const documents = (order: string) =>
    office.query<{ number: number; freight: string; status: string }>(
      'select sonum as number, frtamt as freight, sosts as status from sohead where cusref = $1',
      [order],
    );
  const states = async (order: string) =>
    (await adapter.published('erp.exports'))
      .filter(({ key }) => key === order)
      .map(({ value }) => value?.['state']);
  const newest = async (order: string) =>
    (await adapter.published('erp.exports')).findLast(({ key }) => key === order)?.value;

  const close = async () => {
    await adapter.close();
    await office.close();
  };
  return {
    office,
    adapter,
    receive,
    hear,
    capture,
    stated,
    kept,
    address,
    cancel,
    handOver,
    run,
    linger,
    documents,
    states,
    newest,
    close,
  };
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;
