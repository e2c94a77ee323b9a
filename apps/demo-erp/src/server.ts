import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { telemetryRuntime } from '@throughline/telemetry';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type pg from 'pg';
import { Desk } from './desk/desk.ts';
import { NotOnFile } from './form-error.ts';
import { html } from './desk/html.ts';
import { customerChangeRoutes } from './pages/customers/customer-changes.ts';
import { customerRoutes } from './pages/customers/customers.ts';
import { invoiceRoutes } from './pages/invoices/invoices.ts';
import { itemRoutes } from './pages/items/items.ts';
import { itemChangeRoutes } from './pages/items/item-changes.ts';
import { itemPartRoutes } from './pages/items/item-part-changes.ts';
import { layout } from './desk/layout.ts';
import { menuRoutes } from './pages/office/menu.ts';
import { orderChangeRoutes } from './pages/orders/change.ts';
import { deliveryRoutes } from './pages/orders/delivery.ts';
import { lineRoutes } from './pages/orders/line.ts';
import { orderRoutes } from './pages/orders/orders.ts';
import { priceFileRoutes } from './pages/items/price-file.ts';
import { priceListRoutes } from './pages/items/price-lists.ts';
import { purchaseRoutes } from './pages/stock/purchases.ts';
import { settingsRoutes } from './pages/office/settings.ts';
import { stockRoutes } from './pages/stock/stock.ts';
import { taxRoutes } from './pages/invoices/taxes.ts';
import { telephoneRoutes } from './pages/orders/telephone.ts';
import { transferRoutes } from './pages/stock/transfers.ts';
import { warehouseRoutes } from './pages/stock/warehouses.ts';
import { guard } from './desk/guard.ts';

export interface ServerNeeds {
  pool: pg.Pool;
  folder: string;
  zipkinUrl: string | undefined;
  /** Told of failures that are not the user's. */
  onError(error: unknown): void;
}

const bodyLimit = 256 * 1024;

/** The pages. Forms post urlencoded bodies and answer 303, or 422 with the page and its errors. */
export function createServer({ pool, folder, zipkinUrl, onError }: ServerNeeds): FastifyInstance {
  const app = Fastify({ bodyLimit, forceCloseConnections: true, routerOptions: { maxParamLength: 40 } });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  app.removeContentTypeParser(['application/json', 'text/plain']);
  guard(app);

  app.get('/health/live', () => ({ status: 'up' }));
  // What it can serve is current: it has nothing but its own database.
  for (const question of ['ready', 'current'])
    app.get(`/health/${question}`, async (_, reply) => {
      const ready = await pool.query('select 1').then(
        () => true,
        () => false,
      );
      return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'no database' });
    });
  app.get('/metrics', async (_, reply) => {
    const text = await telemetryRuntime()?.metricsText();
    return reply.type('text/plain; version=0.0.4').send(text ?? '');
  });
  void app.register(fastifyStatic, {
    root: resolve(folder, 'public'),
    // A route for each file, so that no other address is looked for in the folder.
    wildcard: false,
    index: false,
    maxAge: 60_000,
    acceptRanges: false,
    decorateReply: false,
  });

  const desk = new Desk(pool, zipkinUrl);
  for (const routes of [
    menuRoutes, itemRoutes, itemChangeRoutes, itemPartRoutes, stockRoutes, purchaseRoutes, orderRoutes, lineRoutes, orderChangeRoutes, deliveryRoutes, telephoneRoutes, invoiceRoutes,
    customerRoutes, customerChangeRoutes, priceFileRoutes, settingsRoutes,
    priceListRoutes, taxRoutes, transferRoutes, warehouseRoutes,
  ]) routes(app, desk); // prettier-ignore

  const message = (title: string, text: string) =>
    layout({ program: 'SYS900', title, zipkinUrl, keys: [] }, html`<p class="bad">${text}</p>`).text;
  app.setNotFoundHandler((_, reply) =>
    reply.status(404).type('text/html; charset=utf-8').send(message('NOT FOUND', 'THERE IS NO SUCH SCREEN.')),
  );
  app.setErrorHandler((error: FastifyError | NotOnFile, _, reply) => {
    const page = reply.type('text/html; charset=utf-8');
    if (error instanceof NotOnFile)
      return page.status(404).send(message('NOT ON FILE', `${error.message} IS NOT ON FILE.`));
    const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
    if (status < 500) return page.status(status).send(message('REFUSED', error.message.toUpperCase()));
    onError(error);
    return page
      .status(500)
      .send(message('SYSTEM ERROR', 'THE CHANGE WAS NOT MADE. TRY AGAIN, OR CALL THE OPERATOR.'));
  });
  return app;
}
