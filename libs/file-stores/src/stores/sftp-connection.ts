import { createHash } from 'node:crypto';
import { Client, type SFTPWrapper } from 'ssh2';
import { StoreUnavailable } from './file-store.ts';

/** Whom to speak with, and as whom. Either a password or a key. */
export interface SftpAddress {
  host: string;
  port: number;
  user: string;
  /** Pinned keys of the host, `SHA256:` and base64 as `ssh-keygen -l` prints it; several while a key is changed. */
  hostKeys: readonly string[];
  password?: string;
  /** Private key, as its file has it. */
  key?: string;
  passphrase?: string;
  /** Milliseconds after which a server that does not answer counts as gone. */
  timeoutMs: number;
  /** Milliseconds between two signs of life while nothing is asked. */
  keepAliveMs: number;
}

type Done<T> = (error?: Error | null, value?: T) => void;

/** One session of SFTP. It ends for good with the first failure of the connection. */
export interface SftpConnection {
  /**
   * Asks the server for one thing.
   * @throws StoreUnavailable when the connection closes or nothing comes back in time; else the server's own error, with
   * its status in `code`
   * @param what a verb and what it is done to, for people
   */
  ask<T = void>(what: string, start: (sftp: SFTPWrapper, done: Done<T>) => void): Promise<T>;
  readonly open: boolean;
  close(): void;
}

/** @throws StoreUnavailable, also for a host key that is not pinned and for refused credentials: a person may mend them */
export async function connectSftp(address: SftpAddress): Promise<SftpConnection> {
  const where = `${address.host}:${address.port}`;
  const client = new Client();
  const pending = new Set<(error: Error) => void>();
  let ended: StoreUnavailable | null = null;
  let shownKey = '';

  const end = (why: string, cause?: unknown) => {
    ended ??= new StoreUnavailable(`${where} ${why}`, { cause });
    for (const reject of pending) reject(ended);
    pending.clear();
    client.destroy();
  };
  client.on('error', (error) => end(failureOf(error, address, shownKey), error));
  client.on('end', () => end('ended the connection'));
  client.on('close', () => end('closed the connection'));

  const asked = <T>(what: string, start: (done: Done<T>) => void) =>
    new Promise<T>((resolve, reject) => {
      if (ended) return reject(ended);
      const settle = () => {
        clearTimeout(timer);
        pending.delete(reject);
      };
      const timer = setTimeout(
        () => end(`did not answer within ${address.timeoutMs / 1000} s (${what})`),
        address.timeoutMs,
      );
      pending.add(reject);
      const done: Done<T> = (error, value) => {
        settle();
        if (ended) reject(ended);
        else if (error) reject(refusalOf(where, what, error));
        else resolve(value as T);
      };
      try {
        start(done);
      } catch (error) {
        // A key that cannot be read, for one.
        done(error as Error);
      }
    });

  await asked('connect', (done) => {
    client.once('ready', () => done());
    client.connect({
      host: address.host,
      port: address.port,
      username: address.user,
      ...(address.password === undefined ? {} : { password: address.password }),
      ...(address.key === undefined ? {} : { privateKey: address.key }),
      ...(address.passphrase === undefined ? {} : { passphrase: address.passphrase }),
      hostVerifier: (key: Buffer) => {
        shownKey = fingerprint(key);
        return address.hostKeys.map(withoutPadding).includes(shownKey);
      },
      readyTimeout: address.timeoutMs,
      keepaliveInterval: address.keepAliveMs,
      keepaliveCountMax: 3,
    });
    // Requests are small, and each would wait for the acknowledgement of the one before.
    client.setNoDelay(true);
  });
  const sftp = await asked<SFTPWrapper>('open a session', (done) => client.sftp(done));
  sftp.on('close', () => end('closed the session'));
  sftp.on('error', (error: Error) => end(`broke off: ${error.message}`, error));
  return {
    ask: (what, start) => asked(what, (done) => start(sftp, done)),
    get open() {
      return ended === null;
    },
    close: () => end('was left by us'),
  };
}

/** With the status of SFTP in `code` where the server gave one; else it is the connection that failed. */
function refusalOf(where: string, what: string, error: Error & { code?: unknown }): Error {
  const { code } = error;
  if (typeof code === 'number')
    return Object.assign(new Error(`${where} did not ${what}: ${error.message}`, { cause: error }), { code });
  return new StoreUnavailable(`${where} broke off (${what}): ${error.message}`, { cause: error });
}

/** A host key as `ssh-keygen -l` prints it. */
export function fingerprint(key: Buffer): string {
  return withoutPadding(`SHA256:${createHash('sha256').update(key).digest('base64')}`);
}

const withoutPadding = (text: string) => text.replace(/=+$/, '');

function failureOf(error: Error & { level?: string }, address: SftpAddress, shownKey: string): string {
  if (shownKey !== '' && !address.hostKeys.map(withoutPadding).includes(shownKey))
    return `showed the host key ${shownKey}, which is not the pinned one (${address.hostKeys.join(', ')})`;
  if (error.level === 'client-authentication')
    return `refused the ${address.key === undefined ? 'password' : 'key'} of ${address.user}`;
  return `has no connection with us: ${error.message}`;
}
