import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Tx } from '../../database.ts';
import { type Desk, numberIn } from '../../desk/desk.ts';
import type { FormState } from '../../desk/forms.ts';
import type { Typed } from '../../desk/typed.ts';

/** A form that changes one document, or a line of it. */
export interface Changing {
  /** Below `path/:number`, such as `/delete`; with `:line` in it for one of a line. */
  route: string;
  form: string;
  program: string;
  /** Of the span: `erp <action>`. */
  action: string;
  /** Does it, and says in the journal what was done. */
  run(
    tx: Tx,
    typed: Typed,
    at: { number: number; line: number },
  ): Promise<string | { text: string; to: string }>;
}

/** @param show the page of the form, with what was typed and what is wrong with it */
export function changingRoutes(
  app: FastifyInstance,
  desk: Desk,
  path: string,
  show: (desk: Desk, request: FastifyRequest, reply: FastifyReply, state: FormState | null) => Promise<void>,
  changes: Changing[],
): void {
  for (const { route, form, program, action, run } of changes)
    app.post(`${path}/:number${route}`, async (request, reply) => {
      const number = numberIn(request);
      const line = route.includes(':line') ? numberIn(request, 'line') : 0;
      await desk.submit(request, reply, {
        form,
        action,
        run: async (tx, typed) => {
          const done = await run(tx, typed, { number, line });
          const { text, to } = typeof done === 'string' ? { text: done, to: `${path}/${number}` } : done;
          return { entry: { program, key: String(number), text }, value: to };
        },
        to: (to) => to,
        again: async (state) => show(desk, request, reply, state),
      });
    });
}
