import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import {
  type Office,
  type Session,
  type Statement,
  commit,
  commitOnce,
} from '../../libs/testing/src/clerk/index.ts';
import { post } from '../system/back-office.ts';
import type { System } from '../system/system.ts';

const patienceMs = 150;

/**
 * The back office as a clerk has it who changes documents after they were entered, by its forms and by a query tool.
 * What has no answer is tried until it has one: a transaction is done once, a form perhaps twice.
 * @param unanswered told of each attempt without an answer
 */
export function editedOffice(system: System, unanswered: () => void): Required<Office> {
  const untilAnswered = async <T>(attempt: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      const answer = await attempt();
      if (answer !== undefined) return answer;
      unanswered();
      await setTimeout(patienceMs);
    }
  };
  return {
    commit: async (statements) => {
      const id = randomUUID();
      return untilAnswered(async () => inSession(system, (session) => once(session, id, statements)));
    },
    post: async (path, fields) =>
      untilAnswered(async () => {
        const deed = await post(system, path, fields).catch(() => undefined);
        if (deed === undefined || deed.status >= 500) return undefined;
        return {
          refused: deed.status === 303 ? null : `${path}: ${deed.status}`,
          location: deed.location.split('?')[0] ?? '',
        };
      }),
  };
}

async function once(
  session: Session,
  id: string,
  statements: readonly Statement[],
): Promise<Record<string, unknown>[]> {
  // What only reads is read again.
  if (statements.every(([text]) => /^\s*select/i.test(text))) return commit(session, statements);
  await commitOnce(session, id, statements);
  return [];
}

/** Undefined when the database gave no answer. @throws what it has against a statement */
async function inSession<T>(system: System, work: (session: Session) => Promise<T>): Promise<T | undefined> {
  const client = new pg.Client({ connectionString: system.endpoints().postgres['demo-erp'] });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work({
      query: async (text, values) => (await client.query<Record<string, unknown>>(text, values)).rows,
    });
  } catch (error) {
    // A constraint, or a mistake of the clerk's own: it would be the same again.
    if (/^(22|23|42)/.test(String((error as { code?: unknown }).code))) throw error;
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
