import { Agent, get } from 'node:http';
import { closing } from './parts.ts';

/** What a page is told of a SKU. */
export interface FigureOnPage {
  sku: string;
  stock: { available: number };
}

export type Receive = (figures: readonly FigureOnPage[], at: number) => void;

/** Opens product pages, one per SKU, that listen to the shop as browsers do, while `work` runs. */
export async function withPages<T>(
  shop: string,
  skus: readonly string[],
  receive: Receive,
  work: () => Promise<T>,
): Promise<T> {
  const agent = new Agent({ maxSockets: Infinity });
  const close = async () => agent.destroy();
  return closing(close, async () => {
    await Promise.all(skus.map((sku) => openPage(agent, `${shop}/api/stream?skus=${sku}`, receive)));
    return work();
  });
}

/** Resolves with the first frame, which tells what is there already. */
function openPage(agent: Agent, url: string, receive: Receive): Promise<void> {
  return new Promise((resolve, reject) => {
    listen(
      agent,
      url,
      {},
      {
        frame: (event, data, at) => {
          if (event === 'snapshot') resolve();
          else receive((data as { figures: FigureOnPage[] }).figures, at);
        },
        failed: reject,
      },
    );
  });
}

interface Listener {
  /** A frame and the instant at which it arrived. */
  frame: (event: string, data: unknown, at: number) => void;
  /** The stream was refused or broke off. */
  failed: (error: Error) => void;
}

/** Listens to a stream of server-sent events. @returns a function that ends it */
export function listen(
  agent: Agent,
  url: string,
  headers: Record<string, string>,
  { frame: receive, failed }: Listener,
): () => void {
  const request = get(url, { agent, headers: { ...headers, accept: 'text/event-stream' } }, (response) => {
    if (response.statusCode !== 200) return failed(new Error(`${url}: ${response.statusCode}`));
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const at = performance.now();
      text += chunk;
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (data === undefined) continue;
        receive(/^event: (.*)$/m.exec(frame)?.[1] ?? 'message', JSON.parse(data), at);
      }
    });
    response.on('end', () => failed(new Error(`${url} ended`)));
    response.on('error', (cause) => failed(new Error(`${url} broke off`, { cause })));
  });
  request.on('error', (cause) => failed(new Error(`${url} was not answered`, { cause })));
  return () => request.destroy();
}
