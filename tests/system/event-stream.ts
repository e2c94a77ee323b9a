import { createParser } from 'eventsource-parser';
import type { Figure, OrderView } from './shop.ts';

/** A frame of the shop's live stream, as a page gets it. */
export interface Frame {
  event: string;
  at: string;
  figures: Figure[];
  order?: OrderView;
}

export interface LiveStream {
  readonly frames: Frame[];
  /** Every figure of a SKU so far, oldest first. */
  figures(sku: string): Figure[];
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
      frames.push({ event: event ?? 'message', ...(JSON.parse(data) as Omit<Frame, 'event'>) }),
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
