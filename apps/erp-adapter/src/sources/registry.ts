import type { HandedOverOrders } from '@throughline/connector';
import { InvalidRequest } from '@throughline/service';
import { systems } from '../connectors/registry.ts';
import { takesOrders } from '../connectors/order-target.ts';
import { type SourcesConfiguration, revealed, targetOf } from './configuration.ts';
import type { Source } from './source.ts';

const nothingHandedOver: HandedOverOrders = {
  documents: async () => [],
  claims: async () => [],
  boundSkus: async () => new Map(),
};

/** All sources of this seller: one service holds them all. Which there are, and how they are configured, may change. */
export class SourceRegistry {
  readonly #sources: Map<string, Source>;
  readonly #listeners: ((name: string) => void)[] = [];

  constructor(
    sources: readonly Source[],
    /** Name of the source that the environment has orders go to; null where it names none. */
    private readonly configured: string | null,
    /** Whether they go there on paper, and a clerk types them in. */
    readonly ordersGoByHand = false,
    /** What the connector of a source may ask about the orders that the source was given. */
    readonly ordersOf: (source: string) => HandedOverOrders = () => nothingHandedOver,
  ) {
    this.#sources = new Map(sources.map((source) => [source.name, source]));
  }

  /**
   * Name of the source that every order goes to as long as the plan names none: that of the environment, else the only one
   * that takes orders. Null where orders wait: none does, or several do.
   */
  get ordersGoTo(): string | null {
    if (this.configured !== null) return this.configured;
    const takers = this.all.filter(({ takesOrders: takes }) => takes);
    return takers.length === 1 ? (takers[0]?.name ?? null) : null;
  }

  /** Whether orders to a source go on paper. */
  goesByHand(name: string): boolean {
    return this.ordersGoByHand && name === this.configured;
  }

  get all(): readonly Source[] {
    return [...this.#sources.values()];
  }

  get names(): string[] {
    return [...this.#sources.keys()];
  }

  /** Names of the sources that are heard all the time; what comes as documents comes when it comes. */
  get heardAlways(): string[] {
    return this.all
      .filter(({ checked }) => checked === null || checked.document.transport === 'sql')
      .map(({ name }) => name);
  }

  /** Puts a source in the place of that of its name, or beside the others. Whoever works with the former one closes it. */
  put(source: Source): void {
    this.#sources.set(source.name, source);
    for (const listener of this.#listeners) listener(source.name);
  }

  /** Takes a source out. */
  remove(name: string): void {
    if (this.#sources.delete(name)) for (const listener of this.#listeners) listener(name);
  }

  /** Calls `changed` with the name of each source that is put or removed from now on. */
  onChange(changed: (name: string) => void): void {
    this.#listeners.push(changed);
  }

  find(name: string): Source | undefined {
    return this.#sources.get(name);
  }

  /**
   * The names that a request asks for: all when it names none.
   * @throws InvalidRequest when there is no such source
   */
  named(name: string | undefined, where: 'body' | 'query'): string[] {
    if (name === undefined) return this.names;
    if (this.find(name)) return [name];
    throw new InvalidRequest([{ field: 'source', message: `is none of ${this.listed}`, in: where }]);
  }

  /** The source that a request means. @throws InvalidRequest when it names none of several, or one that is not there */
  theOne(name: string | undefined): Source {
    const [first, ...others] = this.all.filter((source) => name === undefined || source.name === name);
    if (first !== undefined && others.length === 0) return first;
    const message = `${name === undefined ? 'must be' : 'is not'} one of ${this.listed}`;
    throw new InvalidRequest([{ field: 'source', message, in: 'body' }]);
  }

  private get listed(): string {
    return this.names.join(', ') || 'the sources, of which there is none yet';
  }
}

/**
 * Opens a connector for each source.
 * @param ordersOf what the connector of a source may ask about the orders that the source was given
 * @throws Error when a mapping does not fit, or orders cannot go where they are to
 */
export async function openSources(
  configuration: SourcesConfiguration,
  ordersOf: (source: string) => HandedOverOrders,
): Promise<SourceRegistry> {
  const target = targetOf(configuration);
  const all = await Promise.all(
    Object.entries(configuration.sources).map(
      async ([name, { system, url, mapping, flows, guard }]): Promise<Source> => {
        const isTarget = name === target.source;
        const opened = await systems[system]({
          source: name,
          url: revealed(url),
          mappingFile: mapping,
          orders: isTarget ? ordersOf(name) : null,
        });
        if (isTarget && !target.byHand && !takesOrders(opened.connector))
          throw new Error(`Orders are to go to ${name}, and its system ${system} takes none`);
        return { name, ...opened, flows, takesOrders: isTarget, guard, version: 0, checked: null };
      },
    ),
  );
  return new SourceRegistry(all, target.source, target.byHand, ordersOf);
}
