import { createParser } from 'eventsource-parser';
import type { Offer, StreamFrame } from '../../apps/storefront-web/src/api/types.ts';

/** A frame of the shop's live stream, as a page gets it. */
export type Frame = StreamFrame & { event: string };

export interface LiveStream {
  readonly frames: Frame[];
  /** Every figure of a SKU so far, oldest first. */
  figures(sku: string): Offer[];
  close(): Promise<void>;
}

/** Listens to the shop as an open page does, without coming back when the connection is lost. */
export async function openStream(url: string, headers: Record<string, string> = {}): Promise<LiveStream> {
  const stop = new AbortController();
  const response = await fetch(url, { headers, signal: stop.signal });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const frames: Frame[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) =>
      frames.push({ ...(JSON.parse(data) as StreamFrame), event: event ?? 'message' }),
  });
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  })().catch(() => undefined);
  return {
    frames,
    figures: (sku) => frames.flatMap(({ figures }) => figures.filter((figure) => figure.sku === sku)),
    close: async () => {
      stop.abort();
      await reading;
    },
  };
}
