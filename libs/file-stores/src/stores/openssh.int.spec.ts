import { execFileSync, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { newKeyPair } from '@throughline/testing/sftp-server';
import { utils } from 'ssh2';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { type FileStore, NameTaken, PathRefused } from './file-store.ts';
import { fingerprint } from './sftp-connection.ts';
import { openSftp } from './sftp-store.ts';

/** Absolute, as sshd wants to be called. */
function sshdPath(): string | null {
  const path = `${process.env['PATH']}:/usr/sbin:/usr/local/sbin`;
  try {
    return execFileSync('sh', ['-c', 'command -v sshd'], { env: { PATH: path }, encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts OpenSSH's server for the user of this process, and waits until it listens. */
async function startSshd(sshd: string) {
  const folder = await temporaryFolder();
  const [host, user] = [newKeyPair(), newKeyPair()];
  const at = (name: string) => join(folder, name);
  const port = await freePort();
  await writeFile(at('host'), host.private, { mode: 0o600 });
  await writeFile(at('authorized'), `${user.public}\n`);
  await writeFile(
    at('config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('authorized')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      'Subsystem sftp internal-sftp',
    ].join('\n'),
  );
  // Where it confines itself when it is started by root.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  const child = spawn(sshd, ['-D', '-e', '-f', at('config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (text: Buffer) => {
      log += text.toString();
      if (log.includes('Server listening')) resolve();
    });
    void ended.then(() => reject(new Error(`sshd ended: ${log}`)));
  });
  const parsed = utils.parseKey(host.private);
  if (parsed instanceof Error) throw parsed;
  return { port, key: user.private, hostKey: fingerprint(parsed.getPublicSSH()) };
}

async function content(store: FileStore, path: string): Promise<Buffer> {
  const parts = [];
  for await (const part of store.read(path)) parts.push(part);
  return Buffer.concat(parts);
}

it('OpenSSH is read, written to, and never made to overwrite', async ({ skip }) => {
  const sshd = sshdPath();
  if (sshd === null) return skip('there is no sshd on this machine: install openssh-server to run it');
  const { port, key, hostKey } = await startSshd(sshd);
  const folder = await temporaryFolder();
  const address = {
    host: '127.0.0.1',
    port,
    user: userInfo().username,
    key,
    hostKeys: [hostKey],
    timeoutMs: 30_000,
    keepAliveMs: 10_000,
  };
  const store = openSftp(address, folder);
  onTestFinished(() => store.close());

  const large = Buffer.from('Straße;1\n'.repeat(400_000));
  await writeFile(join(folder, 'a.csv'), large);
  expect((await store.list('')).files).toMatchObject([{ path: 'a.csv', size: large.length }]);
  expect((await content(store, 'a.csv')).equals(large)).toBe(true);

  await store.stage('out/b.xml', large);
  await store.rename('out/.b.xml.part', 'out/b.xml');
  expect((await readFile(join(folder, 'out/b.xml'))).equals(large)).toBe(true);
  await expect(store.rename('a.csv', 'out/b.xml')).rejects.toThrow(NameTaken);
  expect(await readdir(folder)).toContain('a.csv');

  await symlink('/etc', join(folder, 'etc'));
  await expect(store.stat('etc/passwd')).rejects.toThrow(PathRefused);
  await expect(store.stat('etc')).rejects.toThrow(PathRefused);

  const other = openSftp({ ...address, hostKeys: [`SHA256:${'A'.repeat(43)}`] }, folder);
  await expect(other.list('')).rejects.toThrow(`showed the host key ${hostKey}, which is not the pinned one`);
  const stranger = openSftp({ ...address, key: newKeyPair().private }, folder);
  await expect(stranger.list('')).rejects.toThrow(`refused the key of ${address.user}`);
  await expect(openSftp(address, 'no/such/folder').list('')).rejects.toThrow(
    'there is no folder no/such/folder',
  );
});
