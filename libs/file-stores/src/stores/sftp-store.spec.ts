import { mkdir, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newKeyPair, startSftpServer } from '@throughline/testing/sftp-server';
import { expect, it, onTestFinished } from 'vitest';
import { served } from '../fixtures/served.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { FileChanged, FileMissing, type FileStore, StoreUnavailable } from './file-store.ts';
import { openSftp } from './sftp-store.ts';
import { openStore, storeSettings } from './store-settings.ts';

const longSilenceMs = 300;

async function bytesOf(store: FileStore, path: string): Promise<number> {
  let total = 0;
  for await (const part of store.read(path)) total += part.length;
  return total;
}

async function withFile(size = 2_000_000) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'a.csv'), Buffer.alloc(size, 'x'));
  return { folder, ...(await served(folder)) };
}

it('a file that ends before its size is an error', async () => {
  const { server, store } = await withFile();
  server.faults.endsAfterBytes = 1_000_000;
  await expect(bytesOf(store, 'a.csv')).rejects.toThrow('a.csv ended after 1000000 bytes of 2000000');
});

it('a file that grows or is cut while it is read is an error', async () => {
  const { folder, store } = await withFile();
  const read = async (change: () => Promise<void>) => {
    let first = true;
    for await (const _ of store.read('a.csv')) {
      if (first) await change();
      first = false;
    }
  };
  const sameTime = () => utimes(join(folder, 'a.csv'), 1e9, 1e9);
  await sameTime();
  const growth = read(async () => {
    await writeFile(join(folder, 'a.csv'), 'more', { flag: 'a' });
    await sameTime();
  });
  await expect(growth).rejects.toThrow('a.csv changed while it was read: 2000000 bytes, then 2000004');
  const replaced = read(() => writeFile(join(folder, 'a.csv'), Buffer.alloc(2_000_004, 'y')));
  await expect(replaced).rejects.toThrow(FileChanged);
  await expect(read(() => truncate(join(folder, 'a.csv'), 1000))).rejects.toThrow(FileChanged);
});

it('a server that hangs is left after the time-out, and connected to anew', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'a.csv'), 'x');
  const { server, store } = await served(folder, { timeoutMs: longSilenceMs });
  server.faults.hangsOn.add('read');
  await expect(bytesOf(store, 'a.csv')).rejects.toThrow('did not answer within 0.3 s (read a.csv)');
  server.faults.hangsOn.clear();
  expect(await bytesOf(store, 'a.csv')).toBe(1);
  expect(server.connections).toBe(2);
});

it('a server that takes the connection and says nothing is left after the time-out', async () => {
  const { createServer } = await import('node:net');
  const mute = createServer(() => undefined);
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void mute.close());
  const { port } = mute.address() as { port: number };
  const store = openSftp(
    {
      host: '127.0.0.1',
      port,
      user: 'nord',
      password: 'geheim',
      hostKeys: [],
      timeoutMs: longSilenceMs,
      keepAliveMs: 1000,
    },
    '',
  );
  await expect(store.list('')).rejects.toThrow(StoreUnavailable);
});

it('requests that come at once share one connection, also after it was lost', async () => {
  const { server, store } = await withFile(3);
  const several = () => Promise.all([store.list(''), store.stat('a.csv'), bytesOf(store, 'a.csv')]);
  await several();
  expect(server.connections).toBe(1);
  server.drop();
  // Whoever asks first may be the one to notice.
  await several().catch(several);
  expect(server.connections).toBe(2);
});

it('a host key that is not pinned is refused, before the password is sent', async () => {
  const { server, store } = await withFile();
  expect((await store.list('')).files).toHaveLength(1);
  const pinned = server.hostKey;
  server.changeHostKey();
  await store.close();
  const listing = store.list('');
  await expect(listing).rejects.toThrow(StoreUnavailable);
  await expect(listing).rejects.toThrow(
    `showed the host key ${server.hostKey}, which is not the pinned one (${pinned})`,
  );
});

it('several keys may be pinned while one takes the place of another', async () => {
  const folder = await temporaryFolder();
  const { server, address } = await served(folder);
  const store = openSftp({ ...address, hostKeys: [`SHA256:${'A'.repeat(43)}`, `${server.hostKey}=`] }, '');
  onTestFinished(() => store.close());
  expect((await store.list('')).files).toEqual([]);
});

it('credentials that are refused are told without the secret', async () => {
  const { address } = await withFile();
  const store = openSftp({ ...address, password: 'verraten' }, '');
  const error = await store.list('').catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(StoreUnavailable);
  expect((error as Error).message).toContain('refused the password of nord');
  expect(`${(error as Error).stack}${store.where}`).not.toContain('verraten');
});

it('refusals of the server say what was asked', async () => {
  const { server, store } = await withFile(3);
  server.faults.refuses.add('rename');
  await expect(store.rename('a.csv', 'old/a.csv')).rejects.toThrow(
    /did not rename a\.csv to old\/a\.csv: Permission denied/,
  );
  server.faults.refuses.add('list');
  await expect(store.list('')).rejects.toThrow(/did not list \/: Permission denied/);
  server.faults.refuses.add('open');
  await expect(bytesOf(store, 'a.csv')).rejects.toThrow(/did not open a\.csv: Permission denied/);
});

it('says that a file with a time that was set may have changed all the same', async () => {
  const { folder, store } = await withFile(3);
  const at = (text: string) =>
    writeFile(join(folder, 'a.csv'), text).then(() => utimes(join(folder, 'a.csv'), 1e9, 1e9));
  await at('old');
  const before = await store.stat('a.csv');
  await at('new');
  expect(await store.stat('a.csv')).toEqual(before);
  expect(store.tellsEveryChange).toBe(false);
});

it('settings name the secrets, a folder, and what is wrong with them', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'in'));
  await writeFile(join(folder, 'in', 'a.csv'), 'x');
  const pair = newKeyPair();
  const server = await startSftpServer(folder, { user: 'nord', publicKey: pair.public });
  const keyFile = join(await temporaryFolder(), 'key');
  await writeFile(keyFile, `${pair.private}\n`);
  onTestFinished(() => server.close());
  const given = { sftp: '127.0.0.1', port: server.port, user: 'nord', hostKey: server.hostKey, folder: 'in' };
  const store = await openStore(storeSettings.parse({ ...given, key: `file:${keyFile}` }));
  expect((await store.list('')).files.map(({ path }) => path)).toEqual(['a.csv']);
  await store.close();
  const elsewhere = await openStore(storeSettings.parse({ ...given, folder: 'no', key: 'env:KEY' }), {
    KEY: pair.private,
  });
  await expect(elsewhere.list('')).rejects.toThrow(FileMissing);

  await expect(openStore(storeSettings.parse({ ...given, password: 'env:NORD' }), {})).rejects.toThrow(
    'the secret env:NORD is empty or not there',
  );
  await expect(openStore(storeSettings.parse({ ...given, key: 'file:/no/key' }))).rejects.toThrow(
    'the secret file:/no/key cannot be read: ENOENT',
  );
  const unreadable = await openStore(storeSettings.parse({ ...given, key: 'env:KEY' }), { KEY: 'geheim' });
  const error = await unreadable.list('').catch((thrown: Error) => thrown);
  expect((error as Error).message).toContain('Cannot parse privateKey');
  expect((error as Error).message).not.toContain('geheim');
  const problems = (settings: unknown) =>
    JSON.stringify(storeSettings.safeParse(settings).error?.issues ?? 'none');
  expect(problems(given)).toContain('needs either a password or a key');
  expect(problems({ ...given, password: 'geheim' })).toContain('is neither env:NAME nor file:/path');
  expect(problems({ ...given, password: 'geheim' })).not.toContain('"geheim"');
  expect(problems({ ...given, key: 'env:K', hostKey: 'any' })).toContain('is not SHA256:');
  expect(problems({ folder: 'relative' })).toContain('is not an absolute path');
});
