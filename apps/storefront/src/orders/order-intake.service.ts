import { Injectable } from '@nestjs/common';
import { Outbox, TransientError } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import { Problem } from '@throughline/service';
import { DataSource } from 'typeorm';
import { readCarts, removeLines } from '../cart/cart.tables.ts';
import { type Conflict, hashOfEmail, orderRequested, recipientOf, requireCart } from '../cart/checkout.ts';
import { ShopKey } from '../limits/shop-key.service.ts';
import { ReferenceData } from '../offers/reference-data.cache.ts';
import { SellerRules } from '../offers/seller-rules.service.ts';
import { ShopVersions } from '../offers/shown-versions.service.ts';
import { readPricedSkus } from '../offers/sku.queries.ts';
import { newToken } from '../web/guest.cookies.ts';
import type { OrderBody } from '../web/request.schemas.ts';
import { buyerMarks, likenessOf } from './buyer.ts';
import { type NewOrder, type PlacedOrder, findAlike, findByKeys, insertOrders } from './order.tables.ts';
import { Batcher } from './request.batcher.ts';

/** How long an order that is like another one is taken for the same. */
const alikeMs = 10 * 60_000;

/** An order as it is requested. */
export interface Placement {
  body: OrderBody;
  /** Number that it gets when it is accepted. */
  orderNumber: string;
  /** Of its idempotency key. */
  keyHash: string;
  bodyHash: string;
  /** Cart to be emptied of what is ordered; null when there is none. */
  cart: string | null;
  at: Date;
  /** W3C trace context of the request. */
  traceparent: string | undefined;
}

type Checked = { placement: Placement } & ({ order: NewOrder } | { refusal: unknown });
type Accepted = Extract<Checked, { order: NewOrder }>;

/** Takes in orders, those of many requests in one transaction, which costs little more than that of one. */
@Injectable()
export class OrderIntake {
  readonly #batcher = new Batcher<Placement, PlacedOrder | null>({
    work: (placements) => this.#placeAll(placements),
    size: 100,
    concurrency: 2,
    queueLimit: 300,
    intervalMs: 40,
    lingerMs: 6,
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly reference: ReferenceData,
    private readonly rules: SellerRules,
    private readonly shopKey: ShopKey,
    private readonly versions: ShopVersions,
  ) {}

  /**
   * Accepts the order unless its idempotency key was used before.
   * @returns the order that has the key already, as it is now; null when this one was accepted
   * @throws Problem 409 or 422 when it cannot be accepted; TransientError when too many wait
   */
  place(placement: Placement): Promise<PlacedOrder | null> {
    return this.#batcher.run(placement);
  }

  async #placeAll(placements: readonly Placement[]): Promise<PromiseSettledResult<PlacedOrder | null>[]> {
    const checked = await this.#check(placements);
    const saved = await this.#save(checked.filter((one): one is Accepted => 'order' in one));
    const others = placements.filter(({ orderNumber }) => !saved.has(orderNumber));
    const earlier = await findByKeys(
      this.dataSource,
      others.map(({ keyHash }) => keyHash),
    );
    return checked.map(({ placement, ...result }): PromiseSettledResult<PlacedOrder | null> => {
      const found = earlier.get(placement.keyHash) ?? null;
      // A batch that is retried after it had committed finds its own orders.
      if (saved.has(placement.orderNumber) || found?.orderNumber === placement.orderNumber)
        return { status: 'fulfilled', value: null };
      if (found) return { status: 'fulfilled', value: found };
      return {
        status: 'rejected',
        reason: 'refusal' in result ? result.refusal : new TransientError('the key was free again'),
      };
    });
  }

  async #check(placements: readonly Placement[]): Promise<Checked[]> {
    const ordered = placements.flatMap(({ body }) => body.lines.map(({ sku }) => sku));
    const instants = placements.map(({ at }) => at.getTime());
    const { key } = this.shopKey;
    const likenesses = placements.map(({ cart, body }) => likenessOf(key, cart, body));
    const whole = placements.flatMap(({ body, cart }) => (body.wholeCart && cart !== null ? [cart] : []));
    const [skus, carts, alike] = await Promise.all([
      readPricedSkus(this.dataSource, ordered, new Date(Math.min(...instants))),
      readCarts(this.dataSource, whole),
      findAlike(
        this.dataSource,
        likenesses.filter((likeness) => likeness !== null),
        new Date(Math.min(...instants) - alikeMs),
      ),
    ]);
    return placements.map((placement, index) => {
      const likeness = likenesses[index] ?? null;
      const { body, cart, orderNumber, keyHash, bodyHash, at } = placement;
      const { rules, reference } = this;
      try {
        const account = reference.guestAccount;
        const before = likeness === null ? undefined : alike.get(likeness);
        if (before && body.anyway !== true) throw orderedBefore(before);
        if (account === null) throw new TransientError('no account for guests is known yet');
        const { rateOf } = reference;
        const regionsOf = (country: string) => reference.regions(country);
        const { limits } = reference;
        const buyer = buyerMarks(key, body);
        const shown = this.versions;
        const circumstances = {
          ...{ orderNumber, keyHash, account, buyer, at, rules },
          ...{ rateOf, shown, regionsOf, limits },
        };
        requireCart(body, carts.get(cart ?? '') ?? []);
        const request = orderRequested(body, skus, circumstances);
        const emailHash = hashOfEmail(orderNumber, body.recipient.email);
        const secrets = { keyHash, bodyHash, token: newToken(), emailHash };
        return { placement, order: { orderNumber, ...secrets, request, placedAt: at, likeness } };
      } catch (refusal) {
        return { placement, refusal };
      }
    });
  }

  /** @returns numbers of the orders whose idempotency keys were free */
  async #save(accepted: readonly Accepted[]): Promise<Set<string>> {
    if (accepted.length === 0) return new Set();
    return transaction(this.dataSource, async (tx) => {
      const numbers = await insertOrders(
        tx,
        accepted.map(({ order }) => order),
      );
      const saved = accepted.filter(({ order }) => numbers.has(order.orderNumber));
      await this.#publish(tx, saved);
      await removeLines(
        tx,
        saved.flatMap(({ placement: { cart, body } }) =>
          cart === null ? [] : body.lines.map(({ sku }) => ({ cart, sku })),
        ),
      );
      return numbers;
    });
  }

  async #publish(tx: Tx, saved: readonly Accepted[]): Promise<void> {
    const outgoing = saved.map(
      ({ placement: { body, orderNumber, at, traceparent }, order: { request } }) => ({
        head: { key: orderNumber, sequence: 1, time: at, traceparent },
        recipient: recipientOf(body, orderNumber),
        request,
      }),
    );
    await this.outbox.add(
      tx,
      'orders.recipients',
      outgoing.map(({ head, recipient }) => ({ ...head, type: 'Recipient', value: recipient })),
    );
    await this.outbox.add(
      tx,
      'orders.requests',
      outgoing.map(({ head, request }) => ({ ...head, type: 'OrderRequested', value: request })),
    );
  }
}

/** The answer to that one may have been lost, and the shopper have corrected something of it. */
function orderedBefore({ orderNumber, placedAt }: { orderNumber: string; placedAt: Date }): Problem {
  return new Problem(
    409,
    'The same was ordered from this cart a moment ago; say `anyway` to order it again',
    {
      name: 'ordered-a-moment-ago',
      extensions: { order: orderNumber, placedAt: placedAt.toISOString() } satisfies Conflict,
    },
  );
}
