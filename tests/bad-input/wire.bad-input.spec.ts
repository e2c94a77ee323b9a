import { connect } from 'node:net';
import { describe, expect, inject, it } from 'vitest';
import { services } from '../system/staff.ts';
import { attach } from '../system/system.ts';
import { patienceMs } from './answer.ts';

const system = attach(inject('home'));
const crlf = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const json = 'content-type: application/json';

/** Bytes that are no request, or not quite one; each with what may be answered. */
const attempts: [string, string | Buffer, RegExp][] = [
  ['nothing of HTTP', 'NONSENSE\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['a TLS greeting', Buffer.from('16030100a5010000a10303', 'hex'), /^HTTP\/1\.1 400 /],
  ['another version of HTTP', crlf('GET / HTTP/9.9', 'host: a'), /^HTTP\/1\.1 (400|505) /],
  ['HTTP/2 by prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['no host', crlf('GET / HTTP/1.1'), /^HTTP\/1\.1 400 /],
  [
    'two hosts',
    crlf('GET /health/live HTTP/1.1', 'host: a', 'HOST: b', 'connection: close'),
    /^HTTP\/1\.1 400 /,
  ],
  ['a NUL in a header', crlf('GET / HTTP/1.1', 'host: a', 'x: \0'), /^HTTP\/1\.1 400 /],
  ['a header that never ends', `GET / HTTP/1.1\r\nx: ${'a'.repeat(100_000)}`, /^HTTP\/1\.1 431 /],
  [
    'ten thousand headers',
    crlf('GET / HTTP/1.1', 'host: a', ...Array.from({ length: 10_000 }, (_, i) => `x${i}: y`)),
    /^HTTP\/1\.1 431 /,
  ],
  [
    'a path of raw bytes',
    Buffer.from('GET /\xff\xfe HTTP/1.1\r\nhost: a\r\n\r\n', 'latin1'),
    /^HTTP\/1\.1 4/,
  ],
  [
    'an address that cannot be decoded',
    crlf('GET /ops/%ff HTTP/1.1', 'host: a', 'connection: close'),
    /^HTTP\/1\.1 4/,
  ],
  [
    'two lengths',
    crlf('POST /x HTTP/1.1', 'host: a', 'content-length: 1', 'content-length: 2', '', 'ab'),
    /^HTTP\/1\.1 400 /,
  ],
  [
    'a length and chunks',
    crlf('POST /x HTTP/1.1', 'host: a', 'content-length: 5', 'transfer-encoding: chunked', '', '0'),
    /^HTTP\/1\.1 400 /,
  ],
  [
    'a length that is no number',
    crlf('POST /x HTTP/1.1', 'host: a', json, 'content-length: -1', '', '{}'),
    /^HTTP\/1\.1 400 /,
  ],
  [
    'a length beyond all measure',
    crlf('POST /ops/rebuilds HTTP/1.1', 'host: a', json, 'content-length: 99999999999', '', '{}'),
    /^HTTP\/1\.1 4(00|01|13) /,
  ],
  [
    'chunks of a size that is no number',
    crlf('POST /x HTTP/1.1', 'host: a', json, 'transfer-encoding: chunked', '', 'zz\r\n{}'),
    /^HTTP\/1\.1 400 /,
  ],
  [
    'a request for another machine',
    crlf('GET http://evil.example/x HTTP/1.1', 'host: a', 'connection: close'),
    /^HTTP\/1\.1 4/,
  ],
  ['a tunnel', crlf('CONNECT evil.example:80 HTTP/1.1', 'host: evil.example'), /^(HTTP\/1\.1 4|$)/],
  ['a method that does not exist', crlf('FOO / HTTP/1.1', 'host: a'), /^HTTP\/1\.1 4/],
];

const servers = services.flatMap((service) => {
  const url = system.endpoints().services[service]?.url;
  return url === undefined ? [] : [[service, Number(new URL(url).port)] as const];
});

describe.each(servers)('%s', (_, port) => {
  it.each(attempts)('refuses %s', async (__, bytes, expected) => {
    const answer = await send(port, bytes);
    expect(answer).toMatch(expected);
    if (answer !== '' && /^content-length: [1-9]/im.test(answer))
      expect(answer).toMatch(/^content-type: application\/problem\+json/im);
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
  });
});

describe('a request that never arrives as a whole', () => {
  it('is given up by every service', async () => {
    const half = `POST /ops/rebuilds HTTP/1.1\r\nhost: a\r\n${json}\r\ncontent-length: 100\r\n\r\n{`;
    const answers = await Promise.all(servers.map(([, port]) => send(port, half, { patience: 120_000 })));
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});

/** What comes back until the connection ends. @throws when it does not */
async function send(port: number, bytes: string | Buffer, { patience = patienceMs } = {}): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  const ended = Promise.withResolvers<void>();
  socket.once('close', () => ended.resolve());
  // A refusal may cut the connection while the rest is still being sent.
  socket.on('error', () => ended.resolve());
  socket.setTimeout(patience, () => ended.reject(new Error('the connection stays open')));
  // Not ended from here: some answers would be dropped with the connection.
  socket.write(bytes);
  try {
    await ended.promise;
  } finally {
    socket.destroy();
  }
  return answer;
}
