import { FileMissing } from './file-store.ts';
import { connectSftp, type SftpAddress, type SftpConnection } from './sftp-connection.ts';

const noSuchFile = 2;

/** A connection, and the folder that is served over it. */
export interface Session extends SftpConnection {
  /** Real path of the folder of the store. */
  top: string;
  /** Where a path is on the server. */
  full(path: string): string;
}

/** @throws FileMissing; else what `connectSftp` throws */
export async function openSession(address: SftpAddress, folder: string): Promise<Session> {
  const connection = await connectSftp(address);
  try {
    const real = await missingAsNull(
      connection.ask<string>(`find ${folder}`, (sftp, done) =>
        sftp.realpath(folder === '' ? '.' : folder, done),
      ),
    );
    if (real === null)
      throw new FileMissing(`there is no folder ${folder} at ${address.host}:${address.port}`);
    const top = real === '/' ? '' : real;
    return {
      ask: connection.ask,
      close: connection.close,
      get open() {
        return connection.open;
      },
      top: real,
      full: (path) => `${top}/${path}`,
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** What was asked for, or null when the server says that there is no such file. */
export async function missingAsNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if ((error as { code?: unknown }).code === noSuchFile) return null;
    throw error;
  }
}
