import { hash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import pg from 'pg';

/** Texts that are prepared at most, per process; a session keeps a plan of each. */
const limit = 500;
const names = new Map<string, string>();

/**
 * A client whose sessions parse and plan a statement with parameters once instead of every time, and that sends the
 * statements of one turn together. Texts beyond the first 500 are sent plain, so that whoever builds them anew each time
 * fills no session's memory. Let such a statement name its columns: `SELECT *` fails in a session that knew the table with
 * other columns.
 */
export class PreparingClient extends pg.Client {}

type Query = (this: pg.Client, ...args: unknown[]) => never;

const query: Query = function (text, values, ...rest) {
  const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
  sendTogether(this.connection.stream);
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

const gathering = new WeakSet<Duplex>();

/** What is written in this turn leaves in one piece, and costs one call into the system, here and at the server. */
function sendTogether(stream: Duplex): void {
  if (gathering.has(stream)) return;
  gathering.add(stream);
  stream.cork();
  process.nextTick(() => {
    gathering.delete(stream);
    stream.uncork();
  });
}
