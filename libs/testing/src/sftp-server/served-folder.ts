import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, realpath, rename, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type Attributes, type SFTPWrapper, utils } from 'ssh2';
import type { SftpFaults } from './sftp-server.ts';

export type SftpOperation = 'open' | 'read' | 'write' | 'list' | 'lstat' | 'rename' | 'mkdir';

const { STATUS_CODE, OPEN_MODE } = utils.sftp;
type Handle = { file: FileHandle } | { folder: string; listed: boolean };

/** Answers the requests of one session with what is in a folder of the disk. @param close ends the connection */
export function serveFolder(sftp: SFTPWrapper, top: string, faults: SftpFaults, close: () => void): void {
  const handles = new Map<number, Handle>();
  let given = 0;
  let taken = 0;
  // Nobody gets above the top.
  const real = (path: string) => join(top, posix.normalize(`/${path}`));
  const opened = (handle: Handle) => {
    const id = handles.size;
    handles.set(id, handle);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(id);
    return bytes;
  };
  const fileOf = (handle: Buffer) => {
    const found = handles.get(handle.readUInt32BE());
    if (found === undefined || !('file' in found)) throw new Error('no such handle');
    return found.file;
  };
  const answer = (id: number, operation: SftpOperation | null, work: () => Promise<void>) => {
    if (operation !== null && faults.hangsOn.has(operation)) return;
    if (operation !== null && faults.refuses.has(operation))
      return sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    work().catch((error: NodeJS.ErrnoException) => {
      sftp.status(id, error.code === 'ENOENT' ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE);
    });
  };
  sftp.on('close', () => {
    for (const handle of handles.values()) if ('file' in handle) void handle.file.close();
    handles.clear();
  });
  const ok = (id: number) => sftp.status(id, STATUS_CODE.OK);

  sftp.on('OPEN', (id, path, flags) =>
    answer(id, flags & OPEN_MODE.WRITE ? 'write' : 'open', async () => {
      const writing = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;
      const file = await open(real(path), flags & OPEN_MODE.WRITE ? writing : constants.O_RDONLY);
      sftp.handle(id, opened({ file }));
    }),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    answer(id, 'read', async () => {
      const wanted = Math.min(length, faults.bytesAtOnce, Math.max(0, faults.endsAfterBytes - offset));
      const buffer = Buffer.alloc(wanted);
      const bytesRead = wanted === 0 ? 0 : (await fileOf(handle).read(buffer, 0, wanted, offset)).bytesRead;
      given += bytesRead;
      if (given > faults.closesAfterBytes) close();
      else if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, bytesRead));
    }),
  );
  sftp.on('WRITE', (id, handle, offset, bytes) =>
    answer(id, 'write', async () => {
      const fitting = Math.min(bytes.length, faults.room, Math.max(0, faults.closesAfterWritten - taken));
      await fileOf(handle).write(bytes, 0, fitting, offset);
      taken += fitting;
      faults.room -= fitting;
      if (taken >= faults.closesAfterWritten) close();
      else if (fitting < bytes.length) sftp.status(id, STATUS_CODE.FAILURE);
      else ok(id);
    }),
  );
  sftp.on('FSTAT', (id, handle) =>
    answer(id, null, async () => sftp.attrs(id, attributes(await fileOf(handle).stat()))),
  );
  sftp.on('CLOSE', (id, handle) =>
    answer(id, null, async () => {
      const number = handle.readUInt32BE();
      const found = handles.get(number);
      handles.set(number, { folder: '', listed: true });
      if (found && 'file' in found) await found.file.close();
      ok(id);
    }),
  );
  sftp.on('OPENDIR', (id, path) =>
    answer(id, 'list', async () => {
      await readdir(real(path));
      sftp.handle(id, opened({ folder: real(path), listed: false }));
    }),
  );
  sftp.on('READDIR', (id, handle) =>
    answer(id, 'list', async () => {
      const found = handles.get(handle.readUInt32BE());
      if (!found || !('folder' in found) || found.listed) return sftp.status(id, STATUS_CODE.EOF);
      found.listed = true;
      const names = ['.', '..', ...(await readdir(found.folder))];
      if (faults.listsInRandomOrder) names.sort(() => Math.random() - 0.5);
      const entries = [];
      for (const filename of names) {
        const stats = await lstat(join(found.folder, filename));
        entries.push({ filename, longname: filename, attrs: attributes(stats) });
      }
      const attrs = attributes(await stat(found.folder));
      const file = { ...attrs, mode: constants.S_IFREG | 0o644 };
      for (const filename of faults.alsoLists) entries.push({ filename, longname: filename, attrs: file });
      return sftp.name(id, entries);
    }),
  );
  sftp.on('LSTAT', (id, path) =>
    answer(id, 'lstat', async () => sftp.attrs(id, attributes(await lstat(real(path))))),
  );
  sftp.on('STAT', (id, path) =>
    answer(id, null, async () => sftp.attrs(id, attributes(await stat(real(path))))),
  );
  sftp.on('REALPATH', (id, path) =>
    answer(id, null, async () => {
      const found = await realpath(real(path));
      const base = await realpath(top);
      const filename = found.startsWith(base) ? found.slice(base.length) || '/' : found;
      sftp.name(id, [{ filename, longname: filename, attrs: attributes(await stat(found)) }]);
    }),
  );
  sftp.on('RENAME', (id, from, to) =>
    answer(id, 'rename', async () => {
      if (!faults.overwritesOnRename && (await lstat(real(to)).catch(() => null)) !== null)
        return sftp.status(id, STATUS_CODE.FAILURE);
      await rename(real(from), real(to));
      if (faults.closesAfterRename) close();
      else ok(id);
    }),
  );
  sftp.on('MKDIR', (id, path) =>
    answer(id, 'mkdir', async () => {
      await mkdir(real(path));
      ok(id);
    }),
  );
}

function attributes(stats: Stats): Attributes {
  return {
    mode: stats.mode,
    uid: stats.uid,
    gid: stats.gid,
    size: stats.size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  };
}
