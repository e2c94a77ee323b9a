import { expect, it } from 'vitest';
import { type Node, isSql } from './sql-ignorer.ts';

const text = (value: string): Node => ({ type: 'StringLiteral', value });
const template = (...parts: string[]): Node => ({
  type: 'TemplateLiteral',
  quasis: parts.map((raw) => ({ value: { raw } })),
});
const object = (...values: Node[]): Node => ({
  type: 'ObjectExpression',
  properties: values.map((value) => ({ type: 'ObjectProperty', value })),
});
const statement = text('select sonum from sohead');

it.each([
  ['a statement', statement],
  ['a statement of several lines', template('\n  insert into exports\n  values ($1)')],
  ['a statement with another in it', template('with ', '\n  select 1')],
  ['a fragment that casts', template('', ' as parent, ctycod::text as country')],
  ['statements by name', object(statement, template('update exports set state = $1'))],
])('takes %s for SQL', (_, node) => {
  expect(isSql(node)).toBe(true);
});

it.each([
  ['a word that begins like one', text('selected')],
  ['a reason', text('is missing')],
  ['a key', template('', '|', '')],
  ['an object of something else too', object(statement, text('demo'))],
  ['an object of nothing', object()],
  ['an object of functions', { type: 'ObjectExpression', properties: [{ type: 'ObjectMethod' }] }],
  ['a call', { type: 'CallExpression' }],
])('does not take %s for SQL', (_, node) => {
  expect(isSql(node)).toBe(false);
});
