import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Desk, numberIn } from '../../desk/desk.ts';
import { NotOnFile } from '../../form-error.ts';
import { showPrice } from '../../money.ts';
import { type FormState, field, form } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { definition, day, stamp, table } from '../../desk/layout.ts';
import { correctForm, deleteForm } from './invoice-forms.ts';

export interface Invoice {
  invnum: number;
  invknd: 'I' | 'C';
  /** Null for a collective invoice or a credit note. */
  sonum: number | null;
  cusnum: number;
  cusnam: string | null;
  cusref: string | null;
  purnum: string | null;
  bilcus: number;
  paytrm: string | null;
  taxctc: string | null;
  dlvreg: string | null;
  crdtxt: string | null;
  invdat: string;
  duedat: string;
  curcod: string;
  invnam: string | null;
  invst1: string | null;
  invzip: string | null;
  invcty: string | null;
  invctc: string;
  nettot: string;
  taxtot: string;
  grstot: string;
  /** Null while it can still be corrected. */
  pststp: Date | null;
}

export interface Line {
  linnum: number;
  sonum: number;
  solin: number;
  itmcod: string;
  itmdsc: string;
  invqty: number;
  dispct: string;
  credited: number;
  untcod: string | null;
  untqty: number | null;
  untpri: string;
  perqty: number;
  linnet: string;
  taxcod: string;
  taxpct: string;
  corinv: number | null;
  corlin: number | null;
}

const number = true;

export const kindOf = ({ invknd, sonum }: Pick<Invoice, 'invknd' | 'sonum'>): string =>
  invknd === 'C' ? 'C CREDIT NOTE' : sonum === null ? 'I COLLECTIVE' : 'I INVOICE';

/** Rates of regions have three decimals, those of countries two. */
export const percent = (rate: string): string => rate.replace(/(\.\d\d)0$/, '$1');

function per({ perqty, untqty, invqty, untcod }: Line): string {
  const unit = untqty === invqty ? '' : (untcod ?? '');
  const of = [perqty === 1 ? '' : perqty, unit].filter(Boolean).join(' ');
  return of && ` /${of}`;
}

/** One invoice or credit note, and the form that credits it. */
export async function showInvoice(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const invoice = numberIn(request);
  const [head] = await desk.books.query<Invoice>(
    'select h.*, c.cusnam from invhed h left join cusmas c using (cusnum) where invnum = $1',
    [invoice],
  );
  if (head === undefined) throw new NotOnFile(`INVOICE ${invoice}`);
  const lines = await desk.books.query<Line>(
    `select l.*, (select coalesce(sum(c.invqty), 0) from invlin c where c.corinv = l.invnum and c.corlin = l.linnum) as credited
       from invlin l where l.invnum = $1 order by l.linnum`,
    [invoice],
  );
  const taxes = await desk.books.query<{ taxcod: string; taxpct: string; basamt: string; taxamt: string }>(
    'select * from invtax where invnum = $1 order by taxcod, taxpct',
    [invoice],
  );
  const correctable = head.invknd === 'I' && head.pststp === null;
  const open = head.invknd === 'I' ? lines.filter((row) => row.invqty > row.credited) : [];
  await desk.show(
    request,
    reply,
    {
      program: 'INV030',
      title: `${head.invknd === 'C' ? 'CREDIT NOTE' : 'INVOICE'} ${invoice}`,
      keys: [
        ...(correctable
          ? [{ key: 'F4', text: 'CORRECT', target: `correct-quantity-${lines[0]?.linnum}` }]
          : []),
        ...(lines[0] ? [{ key: 'F6', text: 'ORDER', href: `/orders/${lines[0].sonum}` }] : []),
        ...(open.length > 0 ? [{ key: 'F8', text: 'CREDIT', target: 'credit-text' }] : []),
        { key: 'F9', text: 'INVOICES', href: '/invoices' },
      ],
    },
    html`<dl>
        ${definition('BILL TO', [head.invnam, head.invst1].filter(Boolean).join(', ') || '-')}
        ${definition('', [head.invctc, head.invzip, head.invcty].filter(Boolean).join(' '))}
        ${head.bilcus === head.cusnum ? '' : definition('BILL TO NO', html`<a href="/customers/${head.bilcus}">${head.bilcus}</a>`)}
        ${definition('CUSTOMER', html`<a href="/customers/${head.cusnum}">${head.cusnum}</a> ${head.cusnam}`)}
        ${definition('THEIR REF', head.cusref ?? '-')} ${definition('THEIR PO NO', head.purnum ?? '-')}
        ${definition('KIND', kindOf(head))}
        ${definition('ORDER', head.sonum === null ? 'BY LINE' : html`<a href="/orders/${head.sonum}">${head.sonum}</a>`)}
        ${definition('TERMS', head.paytrm ?? '-')}
        ${definition('TAXED IN', [head.taxctc ?? head.invctc, head.dlvreg].filter(Boolean).join(' '))}
        ${head.invknd === 'C' ? definition('REASON', head.crdtxt ?? '-') : ''}
        ${definition('POSTED', head.pststp === null ? html`<span class="hot">NOT YET</span>` : stamp(head.pststp))}
        ${definition('DATE / DUE', `${day(head.invdat)} / ${day(head.duedat)}`)}
      </dl>
      ${table(
        'LINES',
        [
          'LN',
          'ORDER',
          'ITEM',
          'TEXT',
          { head: 'TYPED', number },
          { head: 'QTY', number },
          { head: 'PRICE', number },
          { head: 'DISC', number },
          { head: 'NET', number },
          'TAX',
          head.invknd === 'C' ? 'CORRECTS' : { head: 'CREDITED', number },
        ],
        lines.map((row) => [
          row.linnum,
          html`<a href="/orders/${row.sonum}">${row.sonum}</a>`,
          row.itmcod,
          row.itmdsc,
          row.untqty === null || row.untqty === row.invqty ? '' : `${row.untqty} ${row.untcod ?? ''}`,
          row.invqty,
          `${showPrice(row.untpri)}${per(row)}`,
          Number(row.dispct) === 0 ? '' : row.dispct,
          row.linnet,
          `${row.taxcod} ${percent(row.taxpct)} %`,
          row.corinv === null
            ? row.credited || ''
            : html`<a href="/invoices/${row.corinv}">${row.corinv}</a> LN ${row.corlin}`,
        ]),
      )}
      <div class="sum">
        ${table(
          'TAX AND TOTAL',
          [
            'CODE',
            { head: 'NET', number },
            { head: 'TAX', number },
            { head: `TOTAL ${head.curcod}`, number },
          ],
          [
            ...taxes.map((row) => [`${row.taxcod} ${percent(row.taxpct)} %`, row.basamt, row.taxamt, '']),
            ['TOTAL', head.nettot, head.taxtot, html`<span class="hot">${head.grstot}</span>`],
          ],
        )}
      </div>
      ${correctable || state?.form === 'correct' ? correctForm(state, invoice, lines) : ''}
      <div class="panels">
        ${open.length > 0 || state?.form === 'credit' ? creditForm(state, invoice, open) : ''}
        ${correctable || state?.form === 'delete' ? deleteForm(state, invoice) : ''}
      </div>`,
    state === null ? 200 : 422,
  );
}

function creditForm(state: FormState | null, invoice: number, open: Line[]): Value {
  return html`<section class="panel">
    <h2>CREDIT NOTE</h2>
    ${form(state, { name: 'credit', action: `/invoices/${invoice}/credit`, submit: 'CREDIT', key: 'F10' }, [
      field(state, { form: 'credit', name: 'text', label: 'REASON', size: 26, key: 'F8' }),
      ...open.map((line) =>
        field(state, {
          form: 'credit',
          name: `credit-${line.linnum}`,
          label: `LN ${line.linnum} ${line.itmcod}`,
          size: 5,
          inputmode: 'numeric',
          hint: `${line.invqty - line.credited} NOT CREDITED`,
        }),
      ),
    ])}
  </section>`;
}
