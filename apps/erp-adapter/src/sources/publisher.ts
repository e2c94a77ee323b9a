import type { Outbox } from '@throughline/messaging';

/** What is needed of the outbox. */
export type Publisher = Pick<Outbox, 'add'>;
