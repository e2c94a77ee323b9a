import type { CaptureRound, Difference, RawRead } from '@throughline/connector';
import type { Hashes, RawConnector } from './subject.ts';

const reader = 'records';

/** Reads as the adapter does: what is named is read anew, and every so often everything is compared. */
export class Follower {
  cursor: string | null = null;

  constructor(
    public connector: RawConnector,
    readonly hashes: Hashes,
  ) {}

  /** The next round, not acknowledged; null where there is no capture. */
  async round(limit = 1_000): Promise<CaptureRound | null> {
    const capture = this.connector.rawCaptures[reader];
    if (capture === undefined) return null;
    return this.connector.snapshot((snapshot) => capture.changes(snapshot, this.cursor, limit));
  }

  async acknowledge(round: CaptureRound): Promise<void> {
    await this.connector.rawCaptures[reader]?.acknowledge(round);
    this.cursor = round.cursor;
  }

  /** Takes up all that is named, in pieces. @returns the keys as they were named, null for all */
  async look(limit = 1_000): Promise<(string | null)[]> {
    const named: (string | null)[] = [];
    for (let more = true; more;) {
      const round = await this.round(limit);
      if (round === null) return named;
      const keys = round.changes.map(({ sourceKey }) => sourceKey);
      named.push(...keys);
      await this.learn(keys.filter((key) => key !== null));
      await this.acknowledge(round);
      ({ more } = round);
    }
    return named.toSorted();
  }

  /** Compares everything. @returns what differed, as `gone a`, by key */
  async sweep(): Promise<string[]> {
    const found = await this.connector.snapshot(async (snapshot) => {
      const all: Difference[] = [];
      for await (const some of this.connector.rawSweeps[reader]?.differences(snapshot, this.hashes) ?? [])
        all.push(...some);
      return all;
    });
    await this.learn(found.map(({ sourceKey }) => sourceKey));
    return found
      .toSorted((one, other) => (one.sourceKey < other.sourceKey ? -1 : 1))
      .map(({ kind, sourceKey }) => `${kind} ${sourceKey}`);
  }

  /** Keys page by page, until a page is empty. `between` runs after each of them. */
  keys(limit: number, between: () => Promise<void> = async () => undefined): Promise<string[]> {
    return this.connector.snapshot(async (snapshot) => {
      const all: string[] = [];
      for (;;) {
        const page = await this.#reader.sourceKeys(snapshot, all.at(-1) ?? null, limit);
        if (page.length === 0) return all;
        all.push(...page);
        await between();
      }
    });
  }

  read(keys: readonly string[]): Promise<RawRead> {
    return this.connector.snapshot((snapshot) => this.#reader.read(snapshot, keys));
  }

  async nameOf(code: string): Promise<unknown> {
    return (await this.read([code])).records.get(code)?.values['name'];
  }

  private async learn(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const { records } = await this.read(keys);
    for (const key of keys) this.hashes.learn(key, records.get(key));
  }

  get #reader() {
    const found = this.connector.rawReaders[reader];
    if (found === undefined)
      throw new Error(`The suite reads ${reader}, and the connector has no such reader`);
    return found;
  }
}
