import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Desk } from '../../desk/desk.ts';
import { readLife } from '../../life/life.ts';
import { type FormState, choice, field, form } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { table } from '../../desk/layout.ts';
import { journalTable } from './menu.ts';

export function settingsRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/settings', async (request, reply) => showSettings(desk, request, reply, null));

  app.post('/settings', async (request, reply) => {
    await desk.submit(request, reply, {
      form: 'life',
      action: 'change settings',
      run: async (tx, typed) => {
        const life = typed.oneOf('life', ['Y', 'N']);
        const rate = typed.whole('rate', 1, 600);
        typed.check();
        await tx.query(
          `insert into syspar values ('LIFE', $1), ('LIFERATE', $2)
           on conflict (parcod) do update set parval = excluded.parval`,
          [life, String(rate)],
        );
        return {
          entry: { program: 'SYS010', key: 'LIFE', text: `${life}, ${rate} CHANGES A MINUTE` },
          value: null,
        };
      },
      to: () => '/settings',
      again: async (state) => showSettings(desk, request, reply, state),
    });
  });
}

async function showSettings(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const life = await readLife(desk.books);
  const taxes = await desk.books.query<{ ctycod: string; taxcod: string; taxpct: string; taxtxt: string }>(
    `select ctycod, taxcod, taxpct, taxtxt from taxtab where taxcod <> 'Z' order by ctycod, taxcod desc`,
  );
  const rates = await desk.books.query<{ curcod: string; curnam: string; rate: string | null }>(
    `select c.curcod, c.curnam, (select rate from currat r where r.curcod = c.curcod order by ratdat desc limit 1) as rate from curtab c order by 1`,
  );
  await desk.show(
    request,
    reply,
    { program: 'SYS010', title: 'SETTINGS', keys: [] },
    html`<section class="panel">
        <h2>LIFE</h2>
        <p>
          SWITCHED ON, THE SYSTEM TRADES BY ITSELF: SALES AT THE COUNTER, TELEPHONE ORDERS, COUNTS, RECEIPTS,
          PRICE CHANGES; IT SHIPS AND INVOICES OPEN ORDERS AFTER A WHILE.
        </p>
        ${form(state, { name: 'life', action: '/settings', submit: 'SAVE', key: 'F10' }, [
          choice(state, {
            form: 'life',
            name: 'life',
            label: 'LIFE',
            value: life.on ? 'Y' : 'N',
            choices: [
              ['Y', 'Y ON'],
              ['N', 'N OFF'],
            ],
          }),
          field(state, {
            form: 'life',
            name: 'rate',
            label: 'CHANGES A MINUTE',
            value: life.rate,
            size: 5,
            inputmode: 'numeric',
            hint: '1 TO 600',
          }),
        ])}
      </section>
      <div class="panels">
        <div>
          ${table(
            'TAX RATES',
            ['CTY', 'CODE', { head: 'PERCENT', number: true }, 'TEXT'],
            taxes.map((row) => [row.ctycod, row.taxcod, row.taxpct, row.taxtxt]),
          )}
        </div>
        <div>
          ${table(
            'CURRENCIES',
            ['CODE', 'NAME', { head: 'FOR 1 EUR', number: true }],
            rates.map((row) => [row.curcod, row.curnam, row.rate ?? '1.000000']),
          )}
        </div>
      </div>
      ${await journalTable(desk, 'LIFE', 5)}`,
    state === null ? 200 : 422,
  );
}
