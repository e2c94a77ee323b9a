import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readStartOptions } from './options.ts';
import { portOption, portsFrom, requirePorts } from '../ports/port-plan.ts';

async function busyPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('the command line of a start', () => {
  it('counts all ports from the base and moves single ones', () => {
    const { ports } = readStartOptions(['--port-base', '7000', '--kafka-port', '9999']);
    expect(ports).toEqual({ ...portsFrom(7000), kafka: 9999 });
  });

  it('opens nothing but the shop, and only when asked', () => {
    expect(readStartOptions([]).shopHost).toBe('127.0.0.1');
    expect(readStartOptions(['--host']).shopHost).toBe('0.0.0.0');
  });

  it('runs beside the demo, or in its place, the sources whose documents are named', () => {
    expect(readStartOptions([])).toMatchObject({ sources: [], demo: true });
    expect(
      readStartOptions(['--source', '/srv/nord.yaml', '--source', '/srv/sued.yaml', '--without-demo']),
    ).toMatchObject({ sources: ['/srv/nord.yaml', '/srv/sued.yaml'], demo: false });
  });

  it('looks for documents where npm was called', () => {
    vi.stubEnv('INIT_CWD', '/home/ada');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(readStartOptions(['--source', 'nord.yaml']).sources).toEqual(['/home/ada/nord.yaml']);
  });

  it.each([
    [['--replicas', 'many'], '--replicas must be a whole number from 1 to 9, not many'],
    [['--port', '70000'], '--port must be a whole number from 1 to 65535, not 70000'],
    [['--port-base', '6000'], 'Browsers refuse port 6000 (storefront). Choose another with --port <port>.'],
    [['--no-such-thing'], "Unknown option '--no-such-thing'"],
  ])('refuses %j', (args, message) => {
    expect(() => readStartOptions(args)).toThrow(message);
  });
});

describe('a busy port', () => {
  it('is named together with the option that changes it', async () => {
    const port = await busyPort();
    await expect(requirePorts({ storefront: port })).rejects.toThrow(
      `Port ${port} (storefront) is in use. Choose another with --port <port>`,
    );
    await expect(requirePorts({ 'demo-erp': port })).rejects.toThrow('--back-office-port <port>');
  });

  it('is also one that was given to two', async () => {
    await expect(requirePorts({ kafka: 25_999, registry: 25_999 })).rejects.toThrow('Port 25999 (registry)');
  });
});

it('has an option of its own for every port', () => {
  const names = Object.keys(portsFrom(4000)) as (keyof ReturnType<typeof portsFrom>)[];
  expect(new Set(names.map(portOption)).size).toBe(names.length);
});
