import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../ports/ports.ts';
import { HostGate } from './host-gate.ts';

const secret = '/f00d';
const inside = createServer((incoming, response) => {
  if (incoming.url !== `${secret}/api`) return response.writeHead(404).end();
  response.writeHead(200, { 'x-inside': 'yes' });
  return incoming.pipe(response);
});
let gate: HostGate;
let port: number;

beforeAll(async () => {
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
  gate = new HostGate((inside.address() as AddressInfo).port, secret);
  port = await freePort();
  await gate.listen(port);
});
afterAll(async () => {
  await gate.close();
  await new Promise((resolve) => inside.close(resolve));
});

/** Status and body of what is answered to a host. */
const ask = (host: string) =>
  new Promise<[number | undefined, string]>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method: 'POST', path: '/api', headers: { host } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve([answer.statusCode, text]));
      },
    );
    sent.on('error', reject);
    sent.end('spans');
  });

it('passes on what is asked of this machine', async () => {
  expect([await ask(`127.0.0.1:${port}`), await ask(`localhost:${port}`)]).toEqual([
    [200, 'spans'],
    [200, 'spans'],
  ]);
});

it.each(['evil.example', 'evil.example:9411', 'localhost', '127.0.0.1', 'localhost.evil.example'])(
  'refuses what is asked of %s',
  async (host) => expect(await ask(host)).toEqual([421, '']),
);

it('refuses what is asked of two at once', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('error', reject).on('close', () => resolve(text));
    const host = `host: localhost:${port}`;
    socket.write(`GET / HTTP/1.1\r\n${host}\r\n${host}\r\nconnection: close\r\n\r\n`);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 421 /);
});
