import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { type Entry, type Tx, change, reading, staff } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';
import type { FormState } from './forms.ts';
import type { Value } from './html.ts';
import { type Frame, type JournalLine, layout } from './layout.ts';
import { Typed } from './typed.ts';

export type Query = Record<string, string | undefined>;

export interface Submission<T> {
  /** Name of the form on the page, to put errors beside its fields. */
  form: string;
  /** Of the span: `erp <action>`. */
  action: string;
  run(tx: Tx, typed: Typed): Promise<{ entry: Entry; value: T }>;
  to(value: T): string;
  /** The page again, with what was typed and what is wrong with it. */
  again(state: FormState): Promise<void>;
}

/** What every page needs: reading the books, changing them, and sending a page. */
export class Desk {
  readonly pool: pg.Pool;
  readonly books: Tx;
  readonly zipkinUrl: string | undefined;

  constructor(pool: pg.Pool, zipkinUrl: string | undefined) {
    this.pool = pool;
    this.books = reading(pool);
    this.zipkinUrl = zipkinUrl;
  }

  async show(
    request: FastifyRequest,
    reply: FastifyReply,
    frame: Omit<Frame, 'zipkinUrl' | 'done'>,
    body: Value,
    status = 200,
  ): Promise<void> {
    const done = await this.journalLine((request.query as Query)['done']);
    const page = layout({ ...frame, done, zipkinUrl: this.zipkinUrl }, body);
    await reply.status(status).type('text/html; charset=utf-8').send(page.text);
  }

  async submit<T>(request: FastifyRequest, reply: FastifyReply, submission: Submission<T>): Promise<void> {
    const values = (request.body ?? {}) as Record<string, string>;
    try {
      const { journal, value } = await change(this.pool, staff, submission.action, async (tx) =>
        submission.run(tx, new Typed(values)),
      );
      await reply.redirect(`${submission.to(value)}?done=${journal}`, 303);
    } catch (error) {
      if (!(error instanceof FormError)) throw error;
      await submission.again({ form: submission.form, values, errors: error.fields });
    }
  }

  private async journalLine(number: string | undefined): Promise<JournalLine | null> {
    if (number === undefined || !/^\d{1,15}$/.test(number)) return null;
    const [line] = await this.books.query<JournalLine>('select * from jrnl where jrnnum = $1', [number]);
    return line ?? null;
  }
}

/** The number in a path such as /orders/410001. */
export function numberIn(request: FastifyRequest, name = 'number'): number {
  const text = (request.params as Query)[name] ?? '';
  if (!/^\d{1,9}$/.test(text)) throw new NotOnFile(text.toUpperCase());
  return Number(text);
}

export function textIn(request: FastifyRequest, name: string): string {
  return (request.params as Query)[name] ?? '';
}

/** Filters of a list as typed, never undefined, and the page. */
export function filters<Name extends string>(
  request: FastifyRequest,
  names: Name[],
): { values: Record<Name, string>; page: number } {
  const query = request.query as Query;
  const values = Object.fromEntries(names.map((name) => [name, (query[name] ?? '').trim()])) as Record<
    Name,
    string
  >;
  const page = Number(query['page'] ?? '1');
  return { values, page: Number.isInteger(page) && page > 0 ? Math.min(page, 10_000) : 1 };
}
