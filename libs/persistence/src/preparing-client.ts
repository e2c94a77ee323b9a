import { hash } from 'node:crypto';
import pg from 'pg';

/** Texts that are prepared at most, per process; a session keeps a plan of each. */
const limit = 500;
const names = new Map<string, string>();

/**
 * A client whose sessions parse and plan a statement with parameters once instead of every time. After the first
 * 500 texts no more are prepared, so that text that is built anew each time cannot fill the sessions' memory. Let a
 * statement name its columns: a prepared `SELECT *` fails in a session that knew the table with other columns.
 */
export class PreparingClient extends pg.Client {}

type Query = (this: pg.Client, ...args: unknown[]) => never;

const query: Query = function (text, values, ...rest) {
  const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
  const args = name === undefined ? [text, values, ...rest] : [{ name, text, values }, ...rest];
  return (pg.Client.prototype.query as Query).apply(this, args);
};
PreparingClient.prototype.query = query;

function nameOf(text: string): string | undefined {
  let name = names.get(text);
  if (name === undefined && names.size < limit) {
    name = hash('sha256', text, 'base64url').slice(0, 22);
    names.set(text, name);
  }
  return name;
}
