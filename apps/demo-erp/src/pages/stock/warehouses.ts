import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Tx } from '../../database.ts';
import { type Desk, textIn } from '../../desk/desk.ts';
import { FormError, NotOnFile } from '../../form-error.ts';
import type { Typed } from '../../desk/typed.ts';
import { type FormState, choice, field, form, yesNo } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { definition, table } from '../../desk/layout.ts';
import { journalTable } from '../office/menu.ts';

interface Warehouse {
  whscod: string;
  whsnam: string;
  whstyp: string;
  whscty: string;
  ctycod: string;
  whspri: number;
  actflg: string;
  zipcod: string | null;
  tznnam: string;
  cutoff: string;
  daysop: string;
  picflg: string;
  latdeg: string | null;
  londeg: string | null;
}

const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const types: Record<string, string> = { W: 'W WAREHOUSE', S: 'S STORE', P: 'P THIRD PARTY' };

/** `YYYYYNN` as MO TU WE TH FR. */
const openDays = (flags: string): string => days.filter((_, i) => flags[i] === 'Y').join(' ') || 'CLOSED';

export function warehouseRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/warehouses', async (request, reply) => {
    const rows = await desk.books.query<Warehouse>('select * from whsmas order by whspri, whscod');
    await desk.show(
      request,
      reply,
      {
        program: 'WHS010',
        title: 'WAREHOUSES AND STORES',
        keys: [
          { key: 'F4', text: 'STOCK', href: '/stock' },
          { key: 'F8', text: 'TRANSFERS', href: '/transfers' },
        ],
      },
      table(
        'IN ORDER OF ALLOCATION',
        ['WHS', 'NAME', 'TYPE', 'ZIP', 'CITY', 'CTY', 'CUT-OFF', 'OPEN', 'PICK-UP', 'ACTIVE'],
        rows.map((row) => [
          html`<a href="/warehouses/${row.whscod}">${row.whscod}</a>`,
          row.whsnam,
          types[row.whstyp] ?? row.whstyp,
          row.zipcod,
          row.whscty,
          row.ctycod,
          row.cutoff,
          openDays(row.daysop),
          row.picflg,
          row.actflg,
        ]),
      ),
    );
  });

  app.get('/warehouses/:code', async (request, reply) => showWarehouse(desk, request, reply, null));

  app.post('/warehouses/:code', async (request, reply) => {
    const code = textIn(request, 'code');
    await desk.submit(request, reply, {
      form: 'warehouse',
      action: 'change warehouse',
      run: async (tx, typed) => {
        await changeWarehouse(tx, typed, code);
        return { entry: { program: 'WHS020', key: code, text: 'RECORD CHANGED' }, value: null };
      },
      to: () => `/warehouses/${code}`,
      again: async (state) => showWarehouse(desk, request, reply, state),
    });
  });
}

async function changeWarehouse(tx: Tx, typed: Typed, code: string): Promise<void> {
  const name = typed.code('name', 30);
  const zip = typed.optional('zip', 12);
  const cutOff = typed.time('cutOff');
  const pickup = typed.oneOf('pickup', ['Y', 'N']);
  const open = days.map((day) => typed.oneOf(day.toLowerCase(), ['Y', 'N'])).join('');
  const zone = typed.text('zone', 40);
  const latitude = typed.optional('latitude', 12)?.replace(',', '.') ?? null;
  const longitude = typed.optional('longitude', 12)?.replace(',', '.') ?? null;
  typed.check();
  if (cutOff === '2400') throw new FormError({ cutOff: 'IS NOT A TIME LIKE 0930' });
  const known = await tx.query('select from pg_timezone_names where name = $1', [zone]);
  if (known.length === 0) throw new FormError({ zone: 'IS NOT A TIME ZONE LIKE Europe/Berlin' });
  checkDegrees('latitude', latitude, 90);
  checkDegrees('longitude', longitude, 180);
  if ((latitude === null) !== (longitude === null))
    throw new FormError({ [latitude === null ? 'latitude' : 'longitude']: 'BOTH OR NONE' });
  const rows = await tx.query(
    `update whsmas set whsnam = $2, zipcod = $3, cutoff = $4, picflg = $5, daysop = $6, tznnam = $7, latdeg = $8, londeg = $9
     where whscod = $1 returning whscod`,
    [code, name, zip, cutOff, pickup, open, zone, latitude, longitude],
  );
  if (rows.length === 0) throw new NotOnFile(`WAREHOUSE ${code}`);
}

function checkDegrees(field: string, text: string | null, most: number): void {
  if (text === null) return;
  if (!/^-?\d{1,3}(\.\d{1,6})?$/.test(text) || Math.abs(Number(text)) > most)
    throw new FormError({ [field]: `IS NOT DEGREES FROM -${most} TO ${most}` });
}

async function showWarehouse(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const code = textIn(request, 'code');
  const [row] = await desk.books.query<Warehouse>('select * from whsmas where whscod = $1', [code]);
  if (row === undefined) throw new NotOnFile(`WAREHOUSE ${code}`);
  const values = { form: 'warehouse' };
  await desk.show(
    request,
    reply,
    {
      program: 'WHS020',
      title: `WAREHOUSE ${row.whscod}`,
      keys: [
        { key: 'F4', text: 'STOCK', href: `/stock?warehouse=${row.whscod}` },
        { key: 'F9', text: 'WAREHOUSES', href: '/warehouses' },
      ],
    },
    html`<dl>
        ${definition('NAME', row.whsnam)} ${definition('TYPE', types[row.whstyp] ?? row.whstyp)}
        ${definition('PLACE', [row.ctycod, row.zipcod, row.whscty].filter(Boolean).join(' '))}
        ${definition('OPEN', openDays(row.daysop))} ${definition('CUT-OFF', `${row.cutoff} ${row.tznnam}`)}
        ${definition('PICK-UP', row.picflg)} ${definition('ALLOCATION', row.whspri)}
      </dl>
      <section class="panel">
        <h2>RECORD</h2>
        ${form(
          state,
          { name: 'warehouse', action: `/warehouses/${row.whscod}`, submit: 'CHANGE RECORD', key: 'F10' },
          [
            field(state, { ...values, name: 'name', label: 'NAME', value: row.whsnam, size: 30 }),
            field(state, { ...values, name: 'zip', label: 'ZIP', value: row.zipcod, size: 10 }),
            field(state, {
              ...values,
              name: 'cutOff',
              label: 'CUT-OFF HHMM',
              value: row.cutoff,
              size: 5,
              inputmode: 'numeric',
              hint: 'ORDERS UNTIL THEN LEAVE THE SAME DAY',
            }),
            field(state, { ...values, name: 'zone', label: 'TIME ZONE', value: row.tznnam, size: 24 }),
            html`<div class="inline" role="group" aria-label="DAYS OPEN">
              ${days.map((day, i) =>
                choice(state, {
                  ...values,
                  name: day.toLowerCase(),
                  label: day,
                  value: row.daysop[i] ?? 'N',
                  choices: yesNo,
                }),
              )}
            </div>`,
            choice(state, {
              ...values,
              name: 'pickup',
              label: 'PICK-UP',
              value: row.picflg,
              choices: yesNo,
            }),
            field(state, { ...values, name: 'latitude', label: 'LATITUDE', value: row.latdeg, size: 11 }),
            field(state, { ...values, name: 'longitude', label: 'LONGITUDE', value: row.londeg, size: 11 }),
          ],
        )}
      </section>
      ${await journalTable(desk, row.whscod, 10)}`,
    state === null ? 200 : 422,
  );
}
