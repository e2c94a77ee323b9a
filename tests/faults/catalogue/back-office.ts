import { until } from '../../../libs/testing/src/until.ts';
import { sql } from '../../system/sql.ts';
import { asAdministrator, locked } from '../administrator.ts';
import { seconds, type Fault } from '../fault.ts';
import { handOvers, retryHandOver } from '../hand-overs.ts';
import type { Installation } from '../installation.ts';
import type { Random } from '../random.ts';
import { quarantined } from '../truth.ts';

const database = 'demo-erp';
const busy = ['sohead', 'soline', 'stkbal', 'itmpri'];

/** Has every statement of a script run by the back office's own account. */
async function run({ system }: Installation, ...statements: string[]): Promise<void> {
  for (const statement of statements) await sql(system, database, statement);
}

/** A shelf that nobody counts but the fault, and a figure to be stated. */
function shelf({ apart, books }: Installation, random: Random) {
  return { sku: random.pick(apart), place: random.pick(books.warehouses), units: random.upTo(90) };
}

const count = (units: number, sku: string, place: string, stamp = 'clock_timestamp()') =>
  `insert into stkbal (itmcod, whscod, onhand, chgstp) values ('${sku}', '${place}', ${units}, ${stamp})
   on conflict (itmcod, whscod) do update set onhand = excluded.onhand, chgstp = excluded.chgstp`;

/** Resolves after a time, and not before the trouble has met something, unless that takes too long. */
async function longEnough(time: number, met: () => boolean | Promise<boolean>): Promise<void> {
  await seconds(time);
  await until(met, { timeoutMs: 300_000, everyMs: 200 }).catch(() => undefined);
}

/** Keeps a rule in the back office's database up for a while. */
async function whileRefusing(
  installation: Installation,
  table: string,
  body: string,
  time: number,
  met: () => boolean | Promise<boolean> = () => true,
): Promise<void> {
  await run(
    installation,
    `create or replace function aa_trouble() returns trigger language plpgsql security definer as $$ begin ${body} end $$`,
    `create or replace trigger aa_trouble before insert on ${table} for each row execute function aa_trouble()`,
  );
  try {
    await longEnough(time, met);
  } finally {
    await until(() => run(installation, `drop trigger if exists aa_trouble on ${table}`).then(() => true), {
      timeoutMs: 300_000,
    });
  }
}

export const backOfficeFaults: Fault[] = [
  {
    name: 'erp-hangs',
    inflict: async (installation, random) => {
      const table = random.pick(busy);
      // Longer and shorter than the adapter waits for an answer.
      const time = random.next() < 0.3 ? 33 + random.upTo(5) : 3 + random.upTo(12);
      await locked(installation.system, database, [table], () => seconds(time));
      return { what: `${table} of the back office locked for ${time} s` };
    },
  },
  {
    name: 'erp-fails',
    inflict: async (installation, random) => {
      const time = 4 + random.upTo(8);
      const code = random.pick(['58030', 'XX000', '40001', '53200']);
      const body = `if random() < 0.6 and new.soorg = 'W' then raise exception 'disk trouble' using errcode = '${code}'; end if; return new;`;
      await whileRefusing(installation, 'sohead', body, time);
      return { what: `most sales orders fail with ${code} for ${time} s` };
    },
  },
  {
    name: 'erp-refuses',
    inflict: async (installation, random) => {
      const time = 3 + random.upTo(4);
      const body = `if random() < 0.5 and new.soorg = 'W' then raise exception 'PERIOD IS CLOSED'; end if; return new;`;
      const refused = async () => (await refusedOrders(installation)).length > 0;
      await whileRefusing(installation, 'sohead', body, time, refused);
      const retried = await retryRefused(installation);
      return { what: `half of the sales orders refused for ${time} s, ${retried} tried again by staff` };
    },
  },
  {
    name: 'erp-answer-lost',
    besides: true,
    inflict: async ({ sources: { head } }, random) => {
      const time = 4 + random.upTo(6);
      const before = head.proxy.cuts;
      head.proxy.cut({ direction: 'down', contains: 'COMMIT', after: 'insert into sohead' });
      await longEnough(time, () => head.proxy.cuts > before);
      head.proxy.cut(undefined);
      return { what: `${head.proxy.cuts - before} answers to COMMIT lost after orders were made, ${time} s` };
    },
  },
  {
    name: 'erp-connection-cut',
    inflict: async ({ sources: { head } }, random) => {
      const time = 3 + random.upTo(4);
      const before = head.proxy.cuts;
      const after = random.pick(['throughline.changes', 'insert into sohead', 'stkbal']);
      head.proxy.cut({ direction: 'up', contains: '', after });
      await seconds(time);
      head.proxy.cut(undefined);
      return { what: `${head.proxy.cuts - before} connections cut after «${after}», ${time} s` };
    },
  },
  {
    name: 'erp-half-document',
    inflict: async (installation, random) => {
      const time = 4 + random.upTo(6);
      const kept = random.upTo(2) - 1;
      const columns =
        'sonum, linnum, itmcod, itmdsc, whscod, ordqty, cnlqty, pri, taxcod, linknd, parlin, kitqty, untcod, untqty, untpri, perqty';
      await run(installation, 'create table if not exists aa_lost as select * from soline with no data');
      const body = `if new.linnum > ${kept} and exists (select from sohead h where h.sonum = new.sonum and h.soorg = 'W')
        then insert into aa_lost (${columns}) values (${columns.replace(/\w+/g, 'new.$&')}); return null;
        end if; return new;`;
      const made = async () => {
        const text = 'select count(distinct sonum)::integer as documents from aa_lost';
        const [lost] = await sql<{ documents: number }>(installation.system, database, text);
        return lost?.documents ?? 0;
      };
      await whileRefusing(installation, 'soline', body, time, async () => (await made()) > 0);
      const documents = await made();
      const problems: string[] = [];
      if (documents > 0)
        await until(async () => (await differing(installation)) >= documents, { timeoutMs: 300_000 }).catch(
          () => problems.push(`${documents} half-made documents, not all of which are named`),
        );
      // A clerk reads what is missing off the differences, and types it in.
      await run(
        installation,
        `with lost as (delete from aa_lost returning *)
         insert into soline (${columns}) select ${columns} from lost order by sonum, linnum`,
      );
      return { what: `${documents} documents made by half (${kept} lines kept), ${time} s`, problems };
    },
  },
  {
    name: 'erp-disorder',
    inflict: async (installation, random) => {
      // What is recorded first commits last.
      const late = shelf(installation, random);
      await asAdministrator(installation.system, 'demo-erp', async (client) => {
        await client.query('begin');
        await client.query(count(late.units, late.sku, late.place));
        for (let i = 0; i < 5; i++) {
          const other = shelf(installation, random);
          if (other.sku === late.sku && other.place === late.place) continue;
          await run(installation, count(other.units, other.sku, other.place));
          installation.books.counted(other.sku, other.place, other.units);
          await seconds(random.next());
        }
        await client.query('commit');
      });
      installation.books.counted(late.sku, late.place, late.units);
      return { what: `a count of ${late.sku} commits after those recorded later` };
    },
  },
  {
    name: 'erp-clock',
    inflict: async (installation, random) => {
      const { sku, place, units } = shelf(installation, random);
      const stamps = random.shuffled(['+', '-', '+']).map((sign) => `now() ${sign} interval '1 hour'`);
      for (const [i, stamp] of [...stamps, 'clock_timestamp()'].entries()) {
        await run(installation, count(units + i, sku, place, stamp));
        installation.books.counted(sku, place, units + i);
        await seconds(random.next());
      }
      return { what: `counts of ${sku} stamped an hour off, then in time` };
    },
  },
  {
    name: 'erp-reexport',
    inflict: async (installation) => {
      await run(
        installation,
        'update itmmas set chgstp = clock_timestamp()',
        'update stkbal set chgstp = clock_timestamp()',
        'update itmpri set chgstp = clock_timestamp()',
        'update cusmas set chgstp = clock_timestamp()',
      );
      return { what: 'every item, balance, price and customer touched' };
    },
  },
  {
    name: 'erp-thrice',
    inflict: async (installation, random) => {
      const { sku, place, units } = shelf(installation, random);
      for (let i = 0; i < 3; i++) await run(installation, count(units, sku, place, `'2026-01-01'`));
      installation.books.counted(sku, place, units);
      return { what: `the same count of ${sku} three times` };
    },
  },
  {
    name: 'erp-bad-record',
    inflict: async (installation, random) => {
      const sku = random.pick(installation.apart);
      const time = 2 + random.upTo(3);
      await run(
        installation,
        `update itmmas set untcod = '???', chgstp = clock_timestamp() where itmcod = '${sku}'`,
      );
      const problems: string[] = [];
      await until(async () => (await quarantined(installation.system)).has(sku), {
        timeoutMs: 300_000,
      }).catch(() => problems.push(`${sku} has a unit that does not exist and is not in quarantine`));
      await seconds(time);
      await run(
        installation,
        `update itmmas set untcod = 'ST', chgstp = clock_timestamp() where itmcod = '${sku}'`,
      );
      return { what: `${sku} with a unit that does not exist, for ${time} s`, problems };
    },
  },
];

async function differing({ system }: Installation): Promise<number> {
  return (await handOvers(system, 'verified')).filter(({ differences }) => differences.length > 0).length;
}

async function refusedOrders({ system }: Installation): Promise<string[]> {
  const refused = await handOvers(system, 'refused');
  return refused.filter(({ reason }) => reason === 'PERIOD IS CLOSED').map(({ order }) => order);
}

/** What the order desk does when the period is open again: until nothing that was ordered before is left. */
async function retryRefused(installation: Installation): Promise<number> {
  const open = Date.now();
  const retried = new Set<string>();
  await until(
    async () => {
      // Asked for first: what leaves these states meanwhile is found among the refused.
      const underWay = await Promise.all(
        ['received', 'sent'].map((state) => handOvers(installation.system, state)),
      );
      const refused = await refusedOrders(installation);
      for (const order of refused) {
        await retryHandOver(installation.system, order);
        retried.add(order);
      }
      const earlier = underWay.flat().filter(({ placedAt }) => Date.parse(placedAt) < open);
      return retried.size > 0 && refused.length === 0 && earlier.length === 0;
    },
    { timeoutMs: 300_000 },
  );
  return retried.size;
}
