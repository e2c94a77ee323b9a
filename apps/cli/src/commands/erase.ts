import { setTimeout } from 'node:timers/promises';
import { Failure, NotFound } from '../failure.ts';
import type { Installation } from '../installation.ts';
import type { Output } from '../output.ts';

/** Role of whoever may erase. */
const role = 'customer-care';
/** A back office that can be reached is read within a second. */
const patienceMs = 15_000;
const theirs = 'What the back office has is its own: erase the person there too, where no law keeps it.';

/** An order of which nobody knows any more whose it is, as `POST /orders/:order/erasure` has it. */
export interface ErasedOrder {
  order: string;
  erasedAt: string;
}

/** Of an account, as `GET /accounts/:account` has it, what its erasure needs. */
export interface Account {
  account: string;
  kind: string;
  bindings: readonly { source: string; number: string }[];
}

/** Erases to whom an order goes. @throws NotFound, and Failure while its address is needed */
export async function eraseOrder(installation: Installation, order: string): Promise<Output> {
  const path = `/orders/${encodeURIComponent(order)}/erasure`;
  const erased = await installation.command<ErasedOrder>('storefront', path, {}, role);
  return {
    json: erased,
    lines: [`${erased.order}: who ordered it was erased on ${erased.erasedAt}; the order stays`, theirs],
  };
}

/**
 * Erases an account: its customers are withdrawn for good, and it is gone with them.
 * @throws NotFound, and Failure for the account of guests, and while orders of it have to be handed over
 */
export async function eraseAccount(
  installation: Installation,
  name: string,
  { waitMs = patienceMs, everyMs = 200 } = {},
): Promise<Output> {
  const path = `/accounts/${encodeURIComponent(name)}`;
  const { account, kind, bindings } = await installation.read<Account>('customers', path);
  if (kind === 'guests')
    throw new Failure(
      `${account} gathers the orders of guests: erase each by \`throughline erase order NUMBER\``,
    );
  for (const { source, number } of bindings)
    await installation.command('erp-adapter', '/customers/erasures', { source, number }, role);
  const end = performance.now() + waitMs;
  let isGone = await isMissing(installation, path);
  while (!isGone && performance.now() < end) {
    await setTimeout(everyMs);
    isGone = await isMissing(installation, path);
  }
  const customers = bindings.map(({ source, number }) => `${source} ${number}`).join(', ');
  return {
    json: { account, customers: bindings.map(({ source, number }) => ({ source, number })), erased: isGone },
    lines: [
      isGone
        ? `${account}: erased, with ${customers}`
        : `${account}: ${customers} will be erased as soon as the back office can be read; see \`throughline flows\``,
      'To whom orders of it went, erase order by order: `throughline erase order NUMBER`',
      theirs,
    ],
    status: isGone ? 0 : 1,
  };
}

async function isMissing(installation: Installation, path: string): Promise<boolean> {
  try {
    await installation.read('customers', path);
    return false;
  } catch (error) {
    if (error instanceof NotFound) return true;
    throw error;
  }
}
