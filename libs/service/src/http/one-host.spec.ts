import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSample } from '../testing-application.ts';

let sample: Awaited<ReturnType<typeof startSample>>;
beforeAll(async () => {
  sample = await startSample();
  await sample.app.listen(0, '127.0.0.1');
});
afterAll(() => sample.stop());

/** What comes back to a request with so many lines of a header. */
function ask(...hosts: string[]): Promise<string> {
  const { port } = sample.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.on('error', reject).on('close', () => resolve(answer));
    const lines = ['GET /health/live HTTP/1.1', ...hosts, 'connection: close'];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}

it('answers a request that names one host', async () => {
  expect(await ask('Host: a')).toMatch(/^HTTP\/1\.1 200 /);
});

it.each([
  ['host: a', 'host: b'],
  ['Host: a', 'x: y', 'HOST: a'],
])('refuses one that names two: %s', async (...lines) => {
  const answer = await ask(...lines);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
    status: 400,
    errors: [{ field: 'Host', in: 'header', message: 'is given more than once' }],
  });
});
