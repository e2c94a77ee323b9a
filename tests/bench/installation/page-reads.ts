import { modelOf } from './catalogue.ts';
import { percentile } from '../measuring/figure.ts';
import { closedLoop } from '../measuring/pace.ts';
import type { WebClient } from './web-client.ts';

/** The pages that shoppers look at most. Each read is told its number and asks for something else than the one before. */
export interface PageReads {
  readonly 'product list': (number: number) => Promise<unknown>;
  readonly search: (number: number) => Promise<unknown>;
  readonly 'product page': (number: number) => Promise<unknown>;
}

export type PageKind = keyof PageReads;
export const pageKinds: readonly PageKind[] = ['product list', 'search', 'product page'];

/** How one kind of page was served. */
export interface Served {
  perSecond: number;
  p99: number;
}

/** Browsers that read at the same time. */
export const readers = 8;

/** Reads one kind of page in a closed loop. @param first number of the first read, so that rounds differ */
export async function serve(
  read: (number: number) => Promise<unknown>,
  { seconds, first = 0 }: { seconds: number; first?: number },
): Promise<Served> {
  const times: number[] = [];
  let next = first;
  const started = performance.now();
  const done = await closedLoop(readers, seconds, async () => {
    const began = performance.now();
    await read(next++);
    times.push(performance.now() - began);
  });
  return { perSecond: done / ((performance.now() - started) / 1_000), p99: percentile(times, 0.99) };
}

/** Spreads consecutive numbers over a range, the same in every run. */
export function scattered(number: number, range: number): number {
  return (number * 7_919 + 13) % range;
}

/**
 * What shoppers type: a model by its name, a family with a size, a colour with a model's number.
 * @param families names of the families
 */
export function searchText(number: number, models: number, families: readonly string[]): string {
  const model = scattered(number, models);
  if (number % 3 === 0) return `generated model ${model}`;
  if (number % 3 === 1) return `${families[scattered(number, families.length)]} XL`;
  return `black ${model}`;
}

interface List {
  next: string | null;
  families?: { family: string; familyName: string }[];
}

/** First pages of each family that are read in turn. */
const pagesPerFamily = 3;

/** The pages of our shop; the addresses of its lists are learnt before anything is measured. */
export async function shopReads(client: WebClient, skus: number): Promise<PageReads> {
  const models = Math.ceil(skus / 5);
  const list = async (path: string) => JSON.parse(await client.get(path)) as List;
  const { families = [] } = await list('/api/products');
  const lists: string[] = [];
  for (const { family } of families) {
    const first = `/api/products?family=${encodeURIComponent(family)}`;
    for (let path = first, page = 0; page < pagesPerFamily; page++) {
      lists.push(path);
      const { next } = await list(path);
      if (next === null) break;
      path = `${first}&after=${encodeURIComponent(next)}`;
    }
  }
  const names = families.map(({ familyName }) => familyName);
  return {
    'product list': (number) => client.get(lists[scattered(number, lists.length)] ?? ''),
    search: (number) =>
      client.get(`/api/products?search=${encodeURIComponent(searchText(number, models, names))}`),
    'product page': (number) => client.get(`/api/products/${modelOf(scattered(number, models))}`),
  };
}
