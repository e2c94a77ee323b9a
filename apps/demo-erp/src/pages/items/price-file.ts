import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formatCsvForPeople, parseCsv, withoutMark } from '../../csv.ts';
import { staff } from '../../database.ts';
import type { Desk } from '../../desk/desk.ts';
import { FormError, NotOnFile } from '../../form-error.ts';
import { parseAmount } from '../../money.ts';
import { setListPrice } from '../../items/prices.ts';
import { type FormState, form, typedOr } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';

const most = 500;

export function priceFileRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/price-file', async (request, reply) => showFile(desk, request, reply, null));

  app.get('/price-file/prices.csv', async (_, reply) => {
    const rows = await desk.books.query<{ itmcod: string; itmdsc: string; pri: string }>(
      `select distinct on (itmcod) itmcod, itmdsc, pri from itmpri join itmmas using (itmcod)
       where itmpri.untcod is null and perqty = 1 and tsof(frdat, frtim) <= now() and (todat is null or tsof(todat, totim) > now())
       order by itmcod, frdat desc, frtim desc`,
    );
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="prices.csv"')
      .send(
        formatCsvForPeople(
          ['ITEM', 'TEXT', 'PRICE'],
          rows.map(({ itmcod, itmdsc, pri }) => [itmcod, itmdsc, pri]),
        ),
      );
  });

  app.post('/price-file', async (request, reply) => {
    await desk.submit(request, reply, {
      form: 'file',
      action: 'load price file',
      run: async (tx, typed) => {
        const rows = parseCsv(typed.values['prices'] ?? '');
        if (rows.length === 0) throw new FormError({ prices: 'HAS NO ROWS' });
        if (rows.length > most) throw new FormError({ prices: `HAS MORE THAN ${most} ROWS` });
        for (const [index, row] of rows
          .toSorted((a, b) => ((a['ITEM'] ?? '') < (b['ITEM'] ?? '') ? -1 : 1))
          .entries()) {
          const item = withoutMark((row['ITEM'] ?? '').trim()).toUpperCase();
          const price = parseAmount(row['PRICE'] ?? '');
          if (price === null)
            throw new FormError({ prices: `ROW ${index + 1} (${item}): PRICE IS NOT AN AMOUNT` });
          await setListPrice(tx, { item, price, from: null, user: staff.user }).catch((error: unknown) => {
            if (error instanceof NotOnFile)
              throw new FormError({ prices: `ROW ${index + 1}: NO ITEM ${item}` });
            throw error;
          });
        }
        return {
          entry: { program: 'ITM050', key: 'PRICE FILE', text: `${rows.length} LIST PRICES LOADED` },
          value: null,
        };
      },
      to: () => '/price-file',
      again: async (state) => showFile(desk, request, reply, state),
    });
  });
}

async function showFile(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const wrong = state?.errors['prices'];
  await desk.show(
    request,
    reply,
    {
      program: 'ITM050',
      title: 'PRICE FILE IN AND OUT',
      keys: [{ key: 'F9', text: 'ITEMS', href: '/items' }],
    },
    html`<p>
        <a href="/price-file/prices.csv" download>WRITE PRICES.CSV</a> - ITEM, TEXT, LIST PRICE IN FORCE
      </p>
      <section class="panel">
        <h2>READ</h2>
        ${form(
          state,
          { name: 'file', action: '/price-file', submit: 'LOAD', key: 'F10' },
          html`<label for="file-prices"
              >ROWS (FIRST ROW ITEM,PRICE; AT MOST ${most}; VALID FROM NOW; ALL OR NONE)</label
            >
            <textarea
              id="file-prices"
              name="prices"
              rows="12"
              cols="50"
              spellcheck="false"
              ${wrong ? html` aria-invalid="true" aria-describedby="file-prices-error"` : ''}
            >
${typedOr(state, 'file', 'prices', 'ITEM,PRICE\n')}</textarea
            >${wrong ? html`<span class="error" id="file-prices-error">${wrong}</span>` : ''}`,
        )}
      </section>`,
    state === null ? 200 : 422,
  );
}
