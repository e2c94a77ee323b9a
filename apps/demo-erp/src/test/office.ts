import type { Office } from '@throughline/testing/clerk';
import type { FastifyInstance } from 'fastify';
import { transaction } from '../database.ts';
import { applicationFolder } from '../folder.ts';
import { createServer } from '../server.ts';
import type { TestBooks } from './books.ts';

/** The pages of the books, and their tables, for a clerk of tests. */
export interface TestOffice extends Required<Office> {
  app: FastifyInstance;
  /** Failures of the pages that are not the clerk's. */
  failures: unknown[];
}

export function openTestOffice(books: TestBooks): TestOffice {
  const failures: unknown[] = [];
  const app = createServer({
    pool: books.pool,
    folder: applicationFolder(),
    zipkinUrl: undefined,
    onError: (error) => failures.push(error),
  });
  return {
    app,
    failures,
    commit: (statements) =>
      transaction(books.pool, async (tx) => {
        let rows: Record<string, unknown>[] = [];
        for (const [text, ...values] of statements) rows = await tx.query(text, values);
        return rows;
      }),
    post: async (path, fields) => {
      const answer = await app.inject({
        method: 'POST',
        url: path,
        headers: { host: '127.0.0.1:8000', 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(
          Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
        ).toString(),
      });
      const location = String(answer.headers.location ?? '').split('?')[0] ?? '';
      return {
        refused: answer.statusCode === 303 ? null : wrongOn(answer.statusCode, answer.body),
        location,
      };
    },
  };
}

function wrongOn(status: number, page: string): string {
  const [, text = ''] = /NOT ACCEPTED:([\s\S]*?)<\/div>/.exec(page) ?? [];
  return `${status} ${text
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim()}`.trim();
}
