import { setTimeout as pause } from 'node:timers/promises';
import { DocumentLocked } from '@throughline/connector';
import { until } from '@throughline/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentTables, documentTables } from './document-settings.ts';
import { type DocumentWriter, type NewDocument, openDocumentWriter } from './document-writer.ts';
import { type Clerk, type Office, onEachOffice } from './fixtures/offices.ts';

const tables = (mariadb: boolean) => [
  'create table artikel (artnr varchar(20) primary key)',
  `insert into artikel values ('A-1'), ('A-2')`,
  `create table auftrag (nr ${mariadb ? 'int auto_increment' : 'int generated always as identity'} primary key,
     bestnr varchar(20), quelle varchar(10), kunde varchar(10) not null, am ${mariadb ? 'datetime' : 'timestamp'},
     fracht decimal(10,2), check (kunde <> 'GESPERRT'))`,
  `create table positionen (nr int not null references auftrag (nr), pos int, artnr varchar(20) not null,
     menge int, preis decimal(12,4), primary key (nr, pos), foreign key (artnr) references artikel (artnr))`,
  `create table eingang (extnr varchar(20) not null, kunde varchar(10), st char(2) default 'N', fehler varchar(200), auftnr varchar(20))`,
  'create table eingang_pos (extnr varchar(20), pos int, artnr varchar(20))',
  `create table beleg (id int primary key, ref varchar(20))`,
  mariadb ? 'create sequence beleg_nr start with 500' : 'create sequence beleg_nr start with 500',
];

const orders = {
  table: 'auftrag',
  reference: 'bestnr',
  mark: { quelle: 'SHOP' },
  key: 'nr',
  lines: { table: 'positionen', on: { nr: 'nr' } },
};
const incoming = {
  table: 'eingang',
  reference: 'extnr',
  number: 'auftnr',
  status: { column: 'st', waiting: ['N'], refused: ['F'], error: 'fehler' },
  lines: { table: 'eingang_pos', on: { extnr: 'extnr' } },
};

const document = (reference: string, of: { head?: object; lines?: object[] } = {}): NewDocument => ({
  reference,
  head: { kunde: 'K1', am: '2026-07-02 00:30:00', fracht: '4.9', ...of.head },
  lines: (of.lines ?? [{}, {}]).map((line, index) => ({
    ...{ pos: String(index + 1), artnr: 'A-1', menge: '3', preis: '9.95' },
    ...line,
  })),
});

onEachOffice('documents in a database of', ({ open, dialect }) => {
  let office: Office;
  const writers: DocumentWriter[] = [];
  beforeAll(async () => {
    office = await open();
    await office.run(...tables(dialect === 'mariadb'));
  });
  afterAll(async () => {
    await Promise.all(writers.map((writer) => writer.close()));
    await office?.close();
  });

  const writer = (of: object = orders): DocumentWriter => {
    const settings: DocumentTables = documentTables.parse(of);
    const address = { dialect, url: office.url, schema: undefined, zone: 'Europe/Berlin' };
    const made = openDocumentWriter({ ...address, statementTimeout: 30_000, sweepTimeout: 60_000 }, settings);
    writers.push(made);
    return made;
  };
  const text = async (statement: string) =>
    (await office.rows(statement)).map((row) =>
      row.map((value) => (value instanceof Date ? 'date' : String(value))),
    );
  const numberOf = async (reference: string) =>
    (await writer().find([reference])).get(reference)?.[0]?.number;

  describe('with a key that the database fills', () => {
    it('are written with their lines, as they were given', async () => {
      const [answer] = await writer().write([document('1')]);
      expect(answer).toMatchObject({ reference: '1', existed: false });
      const number = answer !== undefined && 'documents' in answer ? answer.documents[0]?.number : null;
      const heads = `select bestnr, quelle, kunde, ${dialect === 'mariadb' ? 'cast(am as char)' : 'am::text'}, fracht from auftrag where nr = ${number}`;
      expect(await text(heads)).toEqual([['1', 'SHOP', 'K1', '2026-07-02 00:30:00', '4.90']]);
      expect(
        await text(`select pos, artnr, menge, preis from positionen where nr = ${number} order by pos`),
      ).toEqual([
        ['1', 'A-1', '3', '9.9500'],
        ['2', 'A-1', '3', '9.9500'],
      ]);
    });

    it('are written once, by however many at once, and found', async () => {
      const all = ['11', '12', '13'].map((reference) => document(reference));
      const answers = await Promise.all([writer(), writer(), writer()].map((one) => one.write(all)));
      const made = answers.flat().filter((answer) => 'existed' in answer && !answer.existed);
      expect(made.map(({ reference }) => reference).toSorted()).toEqual(['11', '12', '13']);
      expect(await text(`select count(*) from auftrag where bestnr in ('11', '12', '13')`)).toEqual([['3']]);
      expect([...(await writer().find(['11', '99'])).keys()]).toEqual(['11']);
    });

    it('of others with our number are none of ours', async () => {
      await office.run(`insert into auftrag (bestnr, quelle, kunde) values ('21', 'FAX', 'K1')`);
      expect(await writer().find(['21'])).toEqual(new Map());
      expect(await writer().write([document('21')])).toMatchObject([{ existed: false, documents: [{}] }]);
      expect(await text(`select quelle from auftrag where bestnr = '21' order by nr`)).toEqual([
        ['FAX'],
        ['SHOP'],
      ]);
    });

    it('of which there are two are both told', async () => {
      await office.run(
        `insert into auftrag (bestnr, quelle, kunde) values ('22', 'SHOP', 'K1')`,
        `insert into auftrag (bestnr, quelle, kunde) values ('22', 'SHOP', 'K1')`,
      );
      const [answer] = await writer().write([document('22')]);
      expect(answer).toMatchObject({ existed: true, documents: [{ waiting: false }, { waiting: false }] });
    });

    it.each<[string, Parameters<typeof document>[1], RegExp]>([
      ['breaks a rule', { head: { kunde: 'GESPERRT' } }, /^The back office refuses it \(\w+, .*rule .+\)$/],
      ['names what is not there', { lines: [{ artnr: 'NONE' }] }, /rule \w+/],
      ['lacks what must be there', { head: { kunde: null } }, /column kunde/],
      ['is too long', { head: { kunde: 'a customer of a long name' } }, /^The back office refuses it/],
      [
        'would be rounded',
        { lines: [{ preis: '0.12345' }] },
        /^preis has more decimals than the 4 that it holds$/,
      ],
      [
        'would be made whole',
        { lines: [{ menge: '1.5' }] },
        /^menge has more decimals than the 0 that it holds$/,
      ],
      ['is no number', { lines: [{ menge: 'secret' }] }, /^The back office refuses it/],
    ])('are refused alone where one %s, and nothing of it stays', async (what, of, reason) => {
      const [bad, good] = [`bad ${what}`, `good ${what}`].map((name) => name.slice(0, 20)) as [
        string,
        string,
      ];
      const answers = await writer().write([document(bad, of), document(good)]);
      expect(answers).toMatchObject([
        { reference: bad, refusal: expect.stringMatching(reason) },
        { existed: false },
      ]);
      expect(JSON.stringify(answers)).not.toMatch(/secret|GESPERRT|long name/);
      expect(await text(`select count(*) from auftrag where bestnr = '${bad}'`)).toEqual([['0']]);
      expect(await numberOf(good)).toEqual(expect.any(String));
    });

    it('wait no longer than a while for somebody who holds what they need, and hold up no other', async () => {
      const clerk = await office.clerk();
      await clerk.run('begin', `select * from artikel where artnr = 'A-2' for update`);
      const locked = document('31', { lines: [{ artnr: 'A-2' }] });
      await expect(writer().write([locked])).rejects.toThrow(DocumentLocked);
      expect(await writer().write([document('32')])).toMatchObject([{ existed: false }]);
      await clerk.run('rollback');
      expect(await writer().write([locked])).toMatchObject([{ existed: false }]);
    });

    it('are found whose writing commits while they are looked for', async () => {
      const clerk = await office.clerk();
      // Neither waits for ever: on a busy machine both may have to be asked again.
      await until(
        async () => {
          const reference = `41-${(attempts += 1)}`;
          await clerk.run('begin', `select * from artikel where artnr = 'A-2' for update`);
          const writing = writer().write([document(reference, { lines: [{ artnr: 'A-2' }] })]);
          const written = writing.then(
            () => true,
            () => false,
          );
          await until(
            async () => (await isWaiting()) || (await Promise.race([written.then(() => true), false])),
          );
          const finding = writer().find([reference]);
          await clerk.run('rollback');
          const [made, found] = await Promise.allSettled([writing, finding]);
          if (made.status === 'rejected' || found.status === 'rejected') return false;
          expect(found.value.get(reference)).toHaveLength(1);
          return true;
        },
        { timeoutMs: 120_000 },
      );
    });
  });

  let attempts = 0;
  /** Whether somebody waits to write a line. */
  const isWaiting = async () => {
    const rows = await office.rows(
      dialect === 'mariadb'
        ? `select count(*) from information_schema.processlist where info like 'insert into%positionen%'`
        : `select count(*) from pg_locks where not granted and locktype <> 'advisory'`,
    );
    return Number(rows[0]?.[0]) > 0;
  };

  describe('with a number that a sequence draws', () => {
    it('have it, and no gap is filled twice', async () => {
      const settings = {
        ...{ table: 'beleg', reference: 'ref' },
        key: {
          column: 'id',
          query: dialect === 'mariadb' ? 'select next value for beleg_nr' : `select nextval('beleg_nr')`,
        },
      };
      const answers = await writer(settings).write(
        ['1', '2'].map((reference) => ({ reference, head: {}, lines: [] })),
      );
      expect(answers).toMatchObject([{ documents: [{ number: '500' }] }, { documents: [{ number: '501' }] }]);
    });
  });

  describe('in a table from which the back office takes them in', () => {
    const given = (reference: string): NewDocument => ({
      ...{ reference, head: { kunde: 'K1' } },
      lines: [{ pos: '1', artnr: 'A-1' }],
    });
    const standing = async (reference: string) => (await writer(incoming).write([given(reference)]))[0];

    it('wait for its number, which is theirs as soon as it is there', async () => {
      expect(await standing('1')).toMatchObject({
        existed: false,
        documents: [{ number: null, waiting: true }],
      });
      expect(await standing('1')).toMatchObject({
        existed: true,
        documents: [{ number: null, waiting: true }],
      });
      await office.run(`update eingang set st = 'OK', auftnr = '4711' where extnr = '1'`);
      expect(await standing('1')).toMatchObject({
        existed: true,
        documents: [{ number: '4711', waiting: false }],
      });
      expect(await text(`select count(*) from eingang_pos where extnr = '1'`)).toEqual([['1']]);
    });

    it('wait while it says so, whatever number they have', async () => {
      await standing('2');
      await office.run(`update eingang set auftnr = '4712' where extnr = '2'`);
      expect(await standing('2')).toMatchObject({ documents: [{ number: '4712', waiting: true }] });
    });

    it('are refused in its own words', async () => {
      await standing('3');
      await office.run(`update eingang set st = 'F', fehler = 'Kunde gesperrt' where extnr = '3'`);
      expect(await standing('3')).toMatchObject({
        documents: [{ refusal: 'The back office does not take it: Kunde gesperrt', waiting: false }],
      });
    });
  });

  it('are not written where a part of one could stay', async () => {
    if (dialect !== 'mariadb') return;
    await office.run('create table alt (id int auto_increment primary key, ref varchar(20)) engine = MyISAM');
    const old = writer({ table: 'alt', reference: 'ref', key: 'id' });
    await expect(old.write([{ reference: '1', head: {}, lines: [] }])).rejects.toThrow(
      'alt keeps no transactions',
    );
  });

  it('are each there once and whole, however often sessions are killed while a thousand are written', async () => {
    const seed = Number(process.env.THROUGHLINE_PROPERTY_SEED ?? Date.now() % 1_000_000);
    const batches = fc.sample(fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 40 }), {
      ...{ seed, numRuns: 120 },
    });
    const every = Array.from({ length: 1_000 }, (_, index) => index + 1);
    batches.push(...Array.from({ length: 25 }, (_, part) => every.slice(part * 40, part * 40 + 40)));
    const numbered = (batch: readonly number[]) => [...new Set(batch)].map((of) => document(`R-${of}`));
    const killer = await office.clerk();
    // Clerks are let alone.
    const present = new Set(dialect === 'mariadb' ? await sessions(killer) : []);
    const again = [...batches];
    let [failed, drawn, over] = [0, 0, false];
    // However quick the machine is, some of it was interrupted.
    const next = () => batches.pop() ?? (failed < 20 ? again[(drawn += 1) % again.length] : undefined);
    const killing = (async () => {
      for (const after of fc.sample(fc.integer({ min: 1, max: 60 }), { seed, numRuns: 10_000 })) {
        if (over) return;
        await pause(after);
        await killOne(killer, after, present);
      }
    })();
    const work = async (own: DocumentWriter) => {
      for (let batch = next(); batch !== undefined; batch = next()) {
        const wanted = numbered(batch);
        await until(
          async () => {
            const answers = await own.write(wanted).catch(() => null);
            if (answers === null) failed += 1;
            else
              expect(answers.every((answer) => 'documents' in answer && answer.documents.length === 1)).toBe(
                true,
              );
            return answers !== null;
          },
          { timeoutMs: 60_000 },
        );
      }
    };
    await Promise.all([work(writer()), work(writer()), work(writer())]);
    over = true;
    await killing;
    expect(
      await text(
        `select count(*), count(distinct bestnr), sum((select count(*) from positionen p where p.nr = a.nr))
         from auftrag a where bestnr like 'R-%'`,
      ),
      `seed ${seed}`,
    ).toEqual([['1000', '1000', '2000']]);
  });

  /** Ends the session of a writer, whatever it is about. */
  async function killOne(killer: Clerk, draw: number, present: ReadonlySet<number>): Promise<void> {
    if (dialect === 'postgresql') {
      await killer.rows(
        `select pg_terminate_backend(pid) from (
           select pid from pg_stat_activity where datname = current_database() and application_name = 'throughline'
           order by md5(pid || '${draw}') limit 1) s`,
      );
      return;
    }
    const others = (await sessions(killer)).filter((id) => !present.has(id));
    const victim = others[draw % Math.max(1, others.length)];
    if (victim !== undefined) await killer.run(`kill ${victim}`).catch(() => undefined);
  }

  async function sessions(killer: Clerk): Promise<number[]> {
    const rows = await killer.rows(
      'select id from information_schema.processlist where id <> connection_id() and db = database() order by id',
    );
    return rows.map(([id]) => Number(id));
  }
});
