import { connect } from '@throughline/persistence';
import type { Connection } from '@throughline/persistence';
import { outboxChannel } from './relay.ts';
import type { Relay } from './relay.ts';

/**
 * Notifies the active relay of new rows: in process when this replica holds the lock, else by NOTIFY on a session of its
 * own, at most one at a time however many commits there are. The relay's sweep makes up for a lost notification.
 */
export class RelayNotifier {
  readonly #relay: Relay;
  readonly #url: string;
  #session: Connection | undefined;
  #again = false;
  #sending: Promise<void> | undefined;

  constructor(relay: Relay, databaseUrl: string) {
    this.#relay = relay;
    this.#url = databaseUrl;
  }

  /** Rows have been committed. */
  notify(): void {
    if (this.#relay.holdsLock) this.#relay.notify();
    else if (this.#sending) this.#again = true;
    else
      this.#sending = this.#send().finally(() => {
        this.#sending = undefined;
        if (this.#again) this.notify();
      });
  }

  async #send(): Promise<void> {
    this.#again = false;
    try {
      this.#session ??= await connect({ url: this.#url, name: 'outbox notifier' });
      await this.#session.query(`NOTIFY ${outboxChannel}`);
    } catch {
      await this.#session?.close();
      this.#session = undefined;
    }
  }

  async close(): Promise<void> {
    await this.#sending;
    await this.#session?.close();
  }
}
