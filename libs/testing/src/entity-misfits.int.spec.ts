import { type DataSource, createDataSource } from '@throughline/persistence';
import { EntitySchema } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, createDatabase } from './database.ts';
import { entityMisfits } from './entity-misfits.ts';

const things = new EntitySchema<object>({
  name: 'things',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment' },
    texts: { type: 'text', array: true },
    at: { type: 'timestamptz', name: 'made_at', nullable: true },
  },
});

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase('entities');
  dataSource = createDataSource({ url: database.url, name: 'entities', poolSize: 1, entities: [things] });
  await dataSource.initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const id = 'id bigint generated always as identity primary key';

it.each([
  [`(${id}, texts text[] not null, made_at timestamptz)`, []],
  [`(${id}, texts text[] not null default '{}', made_at timestamptz, more text)`, ['more: is not in the entity']],
  [`(${id}, texts text[] not null)`, ['made_at: is missing']],
  [`(${id}, texts text not null, made_at timestamp)`, ['texts: is text, not text[]', 'made_at: is timestamp without time zone, not timestamp with time zone']],
  [`(${id}, texts text[], made_at timestamptz not null)`, ['texts: is required, but may be null', 'made_at: may be null, but is required']],
  ['(id bigint primary key, texts text[] not null, made_at timestamptz)', ['id: is not generated']],
  [`(${id.replace(' primary key', '')}, texts text[] primary key, made_at timestamptz)`, ['the primary key is (texts), not (id)']],
])('of a table %s it is said what differs from the entity', async (columns, sentences) => {
  await dataSource.query('drop table if exists things');
  await dataSource.query(`create table things ${columns}`);
  expect(await entityMisfits(dataSource)).toEqual(sentences.map((sentence) => `things: ${sentence}`));
}); // prettier-ignore

it('says that there is no table', async () => {
  await dataSource.query('drop table if exists things');
  expect(await entityMisfits(dataSource)).toEqual(['things: there is no such table']);
});
