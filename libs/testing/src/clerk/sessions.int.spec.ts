import { randomUUID } from 'node:crypto';
import { type Connection, connect } from '@throughline/persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, createDatabase } from '../database.ts';
import { commit, commitOnce } from './sessions.ts';

let database: TestDatabase;
let session: Connection;

beforeAll(async () => {
  database = await createDatabase('clerk');
  session = await connect({ url: database.url, name: 'clerk' });
  await session.query('create table shelf (units integer not null check (units >= 0))');
  await session.query('insert into shelf values (5)');
});
afterAll(async () => {
  await session.close();
  await database.drop();
});

const units = async () => (await session.query<{ units: number }>('select units from shelf'))[0]?.units;

it('commits all statements, or none when one breaks a rule', async () => {
  const take = (by: number) => ['update shelf set units = units - $1::int returning units', by] as const;
  expect(await commit(session, [take(1), take(1)])).toEqual([{ units: 3 }]);
  await expect(commit(session, [take(3), take(1)])).rejects.toMatchObject({ code: '23514' });
  expect(await units()).toBe(3);
});

it('does what has an id once, however often it is told', async () => {
  const id = randomUUID();
  const add = [['update shelf set units = units + 10']] as const;
  await commitOnce(session, id, add);
  await commitOnce(session, id, add);
  await commitOnce(session, randomUUID(), add);
  expect(await units()).toBe(23);
});
