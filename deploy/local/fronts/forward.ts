import { request, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';

/**
 * Passes a request on to a port on loopback, and its answer back, as they are but for some headers.
 * @param under path of that server before that of the request
 */
export function forward(
  port: number,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  headers: OutgoingHttpHeaders = {},
  under = '',
): void {
  const { method, url = '/' } = incoming;
  const path = `${under}${url}`;
  const sent = { host: '127.0.0.1', port, method, path, headers: { ...incoming.headers, ...headers } };
  const upstream = request(sent, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    outgoing.flushHeaders();
    answer.pipe(outgoing);
  });
  upstream.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  outgoing.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

/** The host that a request names; null when it names none, or several. */
export function hostOf({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string | null {
  const hosts = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() === 'host' ? [rawHeaders[index + 1] ?? ''] : [],
  );
  return hosts.length === 1 ? (hosts[0] ?? null) : null;
}
