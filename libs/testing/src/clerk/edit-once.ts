import { deliveryEdits } from './delivery-edits.ts';
import { Draw, type Edit, type Office, type Plan } from './edit.ts';
import { invoiceEdits } from './invoice-edits.ts';
import { lineEdits } from './line-edits.ts';
import { orderEdits } from './order-edits.ts';
import { quantityEdits } from './quantity-edits.ts';
import { stockEdits } from './stock-edits.ts';

const edits: readonly Edit[] = [
  ...quantityEdits,
  ...lineEdits,
  ...orderEdits,
  ...deliveryEdits,
  ...invoiceEdits,
  ...stockEdits,
];

/** Everything that a clerk can do. */
export const editKinds: readonly string[] = edits.map(({ kind }) => kind);

export interface EditOptions {
  /** Of these alone; of all without. */
  kinds?: readonly string[];
  /** Of these sales orders, what is on them, and nothing that concerns whole tables. */
  orders?: readonly number[];
  /** By the forms or by SQL alone; drawn without. */
  by?: 'forms' | 'sql';
}

export interface Edited {
  kind: string;
  by: 'forms' | 'sql';
  /** What was done, for reports and for shrinking. */
  words: string;
  /** What the back office had against it, or against the rest of it; null when all was taken. */
  refused: string | null;
}

/**
 * Does one edit of the back office, drawn from what can be done to its books as they are: by its forms, or by SQL as a
 * clerk with a query tool does, in one commit or in several. The same numbers draw the same edit of the same books.
 * @param random from 0 up to, not including, 1
 * @returns what was done; null when there is nothing of these kinds to do
 * @throws what the office throws, but for a statement that breaks a rule of the tables
 */
export async function editOnce(
  office: Office,
  random: () => number,
  options: EditOptions = {},
): Promise<Edited | null> {
  const { kinds = editKinds, orders = null } = options;
  const unknown = kinds.find((kind) => !editKinds.includes(kind));
  if (unknown !== undefined) throw new Error(`A clerk knows no ${unknown}`);
  const draw = new Draw(random);
  const left = edits.filter(({ kind }) => kinds.includes(kind));
  while (left.length > 0) {
    const edit = draw.pick(left);
    left.splice(left.indexOf(edit), 1);
    const rows = await office.commit([[edit.candidates, orders]]);
    if (rows.length === 0) continue;
    const plan = edit.plan(draw.pick(rows), draw);
    const by = way(plan, office, draw, options.by);
    if (by) return { kind: edit.kind, by, words: plan.words, refused: await carryOut(office, plan, by) };
  }
  return null;
}

function way(plan: Plan, office: Office, draw: Draw, wanted: EditOptions['by']): 'forms' | 'sql' | null {
  const forms = office.post !== undefined && plan.forms !== undefined && wanted !== 'sql';
  const sql = plan.commits !== undefined && wanted !== 'forms';
  if (forms && sql) return draw.chance(0.5) ? 'forms' : 'sql';
  return forms ? 'forms' : sql ? 'sql' : null;
}

async function carryOut(office: Office, plan: Plan, by: 'forms' | 'sql'): Promise<string | null> {
  return by === 'forms' ? typeForms(office, plan.forms ?? []) : commitAll(office, plan);
}

async function typeForms(office: Office, forms: NonNullable<Plan['forms']>): Promise<string | null> {
  let location = '';
  for (const { path, fields = {} } of forms) {
    const posted = await office.post?.(typeof path === 'string' ? path : path(location), fields);
    if (posted === undefined || posted.refused !== null) return posted?.refused ?? 'there are no forms';
    ({ location } = posted);
  }
  return null;
}

async function commitAll(office: Office, { commits = [], undo = [] }: Plan): Promise<string | null> {
  for (const [index, statements] of commits.entries()) {
    try {
      await office.commit(statements);
    } catch (error) {
      if (!breaksRule(error)) throw error;
      // Somebody else was quicker: what was begun is taken back, as a clerk would.
      if (index > 0 && undo.length > 0) await office.commit(undo);
      return error.message;
    }
  }
  return null;
}

/** Class 23 of SQLSTATE: a constraint of the tables. */
function breaksRule(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith('23');
}
