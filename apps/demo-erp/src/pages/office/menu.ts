import type { FastifyInstance } from 'fastify';
import type { Desk, Query } from '../../desk/desk.ts';
import { type Value, html } from '../../desk/html.ts';
import { type JournalLine, stampSeconds, table, travel } from '../../desk/layout.ts';

const options: [number: string, text: string, href: string][] = [
  ['1', 'ITEMS, PRICES, SPECIALS', '/items'],
  ['2', 'STOCK BY WAREHOUSE', '/stock'],
  ['3', 'SALES ORDERS', '/orders'],
  ['4', 'TELEPHONE ORDER ENTRY', '/orders/new'],
  ['5', 'INVOICES', '/invoices'],
  ['6', 'PURCHASE ORDERS, RECEIPTS', '/purchases'],
  ['7', 'CUSTOMERS', '/customers'],
  ['8', 'PRICE FILE IN AND OUT', '/price-file'],
  ['9', 'SETTINGS', '/settings'],
  ['10', 'WAREHOUSES AND STORES', '/warehouses'],
  ['11', 'TRANSFERS BETWEEN WAREHOUSES', '/transfers'],
  ['12', 'PRICE LISTS OF CUSTOMERS', '/price-lists'],
  ['13', 'TAX BY REGION AND CLASS, TERMS', '/taxes'],
];

const banner = `\
██  ██ ██████ ██     ██████    ██  ██   ███   ██   ██ █████  ██████ ██
██  ██ ██     ██     ██  ██    ██  ██  ██ ██  ███  ██ ██  ██ ██     ██
██  ██ ████   ██     ██  ██    ██████ ██   ██ ██ █ ██ ██  ██ ████   ██
 ████  ██     ██     ██  ██    ██  ██ ███████ ██  ███ ██  ██ ██     ██
  ██   ██████ ██████ ██████    ██  ██ ██   ██ ██   ██ █████  ██████ ██████`;

export async function journalTable(desk: Desk, key: string | null, limit: number): Promise<Value> {
  const lines = await desk.books.query<JournalLine>(
    'select * from jrnl where $1::text is null or keytxt = $1 order by jrnnum desc limit $2',
    [key, limit],
  );
  return table(
    'JOURNAL',
    ['TIME', 'USER', 'PROGRAM', 'KEY', 'CHANGE', 'TRACE'],
    lines.map((line) => [
      stampSeconds(line.jrnstp),
      line.jrnusr,
      line.fnccod,
      line.keytxt,
      line.jrntxt,
      travel(desk.zipkinUrl, line.sestag, `${line.keytxt} ${line.jrntxt}`),
    ]),
    'NOTHING YET',
  );
}

async function whereTo(desk: Desk, command: string): Promise<string> {
  const text = command.trim();
  const option = options.find(([number]) => number === text);
  if (option !== undefined) return option[2];
  if (/^41\d{4}$/.test(text)) return `/orders/${text}`;
  if (/^81\d{4}$/.test(text)) return `/deliveries/${text}`;
  if (/^91\d{4}$/.test(text)) return `/invoices/${text}`;
  if (/^51\d{4}$/.test(text)) return `/purchases/${text}`;
  if (/^61\d{4}$/.test(text)) return `/transfers/${text}`;
  if (/^[12]0\d{3}$/.test(text)) return `/customers/${text}`;
  const [item] = await desk.books.query<{ itmcod: string }>(
    'select itmcod from itmmas where itmcod = upper($1) union select itmcod from itmunt where eancod = $1 limit 1',
    [text],
  );
  if (item !== undefined) return `/items/${encodeURIComponent(item.itmcod)}`;
  const [order] = await desk.books.query<{ sonum: number }>(
    'select sonum from sohead where cusref = $1 or purnum = $1 order by 1 limit 1',
    [text],
  );
  if (order !== undefined) return `/orders/${order.sonum}`;
  return text === '' ? '/' : `/items?${new URLSearchParams({ q: text }).toString()}`;
}

export function menuRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/', async (request, reply) => {
    const [counts] = await desk.books.query<{ open: number; web: number; late: number }>(
      `select (select count(*) from sohead where sosts in ('O', 'P')) as open,
              (select count(*) from sohead where sosts in ('O', 'P') and soorg = 'W') as web,
              (select count(*) from poline where linsts in ('O', 'P') and expdat < current_date) as late`,
    );
    await desk.show(
      request,
      reply,
      { program: 'MNU001', title: 'MAIN MENU' },
      html`<pre class="banner" aria-hidden="true">${banner}</pre>
        <p>
          ${counts?.open} SALES ORDERS OPEN, OF WHICH ${counts?.web} EXTERNAL. ${counts?.late} RECEIPTS
          OVERDUE. TYPE A NUMBER BELOW, OR CHOOSE WITH THE ARROW KEYS.
        </p>
        <nav aria-label="Menu">
          <ul class="menu">
            ${options.map(
              ([number, text, href]) =>
                html`<li>
                  <a href="${href}"><b>${number}.</b>${text}</a>
                </li>`,
            )}
          </ul>
        </nav>
        <div data-refresh="/journal/rows">${await journalTable(desk, null, 14)}</div>`,
    );
  });

  app.get('/journal/rows', async (_, reply) => {
    const rows = html`${await journalTable(desk, null, 14)}`;
    return reply.type('text/html; charset=utf-8').send(rows.text);
  });

  app.get('/go', async (request, reply) => {
    const command = (request.query as Query)['c'] ?? '';
    return reply.redirect(await whereTo(desk, command.slice(0, 60)), 303);
  });
}
