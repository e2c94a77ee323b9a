import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Tx, staff } from '../../database.ts';
import type { FormState } from '../../desk/forms.ts';
import { type Desk, numberIn } from '../../desk/desk.ts';

/** Goods of one line of a document that came in. */
interface Receipt {
  number: number;
  line: number;
  quantity: number;
  user: string;
}

interface Receiving {
  /** Where the documents are, such as `/purchases`. */
  path: string;
  program: string;
  action: string;
  receive(tx: Tx, receipt: Receipt): Promise<{ item: string; warehouse: string }>;
  show(desk: Desk, request: FastifyRequest, reply: FastifyReply, state: FormState | null): Promise<void>;
}

/** The form by which a line of a document is received, whole or in part. */
export function receivingRoute(app: FastifyInstance, desk: Desk, receiving: Receiving): void {
  const { path, program, action } = receiving;
  app.post(`${path}/:number/receive`, async (request, reply) => {
    const number = numberIn(request);
    await desk.submit(request, reply, {
      form: 'receive',
      action,
      run: async (tx, typed) => {
        const line = typed.whole('line', 1, 999);
        const quantity = typed.whole(`quantity-${line}`, 1);
        typed.check();
        const { item, warehouse } = await receiving.receive(tx, { number, line, quantity, user: staff.user });
        const text = `RECEIVED ${quantity} OF ${item} IN ${warehouse}`;
        return { entry: { program, key: String(number), text }, value: null };
      },
      to: () => `${path}/${number}`,
      again: async (state) => receiving.show(desk, request, reply, state),
    });
  });
}
