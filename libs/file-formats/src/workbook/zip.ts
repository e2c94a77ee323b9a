import { constants, createInflateRaw, inflateRawSync } from 'node:zlib';
import { Unreadable } from '../fault.ts';

interface Entry {
  readonly method: number;
  readonly start: number;
  readonly packed: number;
}

/** The files of a ZIP archive, by its central directory. What names no length, or another place than its own, is refused. */
export class ZipArchive {
  readonly #bytes: Buffer;
  readonly #entries = new Map<string, Entry>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    try {
      this.#directory();
    } catch (error) {
      if (error instanceof RangeError)
        throw new Unreadable(0, 'the workbook is no whole ZIP archive: it was cut');
      throw error;
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The content of a file; throws when it is longer than the limit. */
  read(name: string, mostBytes: number): Buffer {
    const { method, packed } = this.#entry(name);
    if (method === 0) return packed;
    try {
      return inflateRawSync(packed, { maxOutputLength: mostBytes });
    } catch (error) {
      throw damaged(name, error);
    }
  }

  /** The content in parts, so that it is never held whole. */
  async *parts(name: string, mostBytes: number): AsyncGenerator<Uint8Array> {
    const { method, packed } = this.#entry(name);
    if (method === 0) {
      for (let from = 0; from < packed.length; from += 65_536) yield packed.subarray(from, from + 65_536);
      return;
    }
    const inflate = createInflateRaw({ chunkSize: 65_536 });
    inflate.end(packed);
    let size = 0;
    try {
      for await (const part of inflate as AsyncIterable<Uint8Array>) {
        size += part.length;
        if (size > mostBytes)
          throw new Unreadable(0, `${name} is longer than ${mostBytes} bytes when unpacked`);
        yield part;
      }
    } catch (error) {
      throw error instanceof Unreadable ? error : damaged(name, error);
    }
  }

  #entry(name: string): { method: number; packed: Buffer } {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new Unreadable(0, `the workbook has no ${name}`);
    const { start, packed, method } = entry;
    const bytes = this.#bytes;
    if (start + 30 > bytes.length || bytes.readUInt32LE(start) !== 0x04034b50)
      throw new Unreadable(0, `${name} is not where the workbook says`);
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    if (from + packed > bytes.length) throw new Unreadable(0, `${name} is cut`);
    return { method, packed: bytes.subarray(from, from + packed) };
  }

  #directory(): void {
    const bytes = this.#bytes;
    const earliest = Math.max(0, bytes.length - 22 - 65_535);
    let end = bytes.length - 22;
    while (end >= earliest && bytes.readUInt32LE(end) !== 0x06054b50) end -= 1;
    if (end < earliest)
      throw new Unreadable(0, 'the workbook is no whole ZIP archive: it was cut, or is another format');
    const count = bytes.readUInt16LE(end + 10);
    let at = bytes.readUInt32LE(end + 16);
    for (let index = 0; index < count; index += 1) {
      if (bytes.readUInt32LE(at) !== 0x02014b50)
        throw new Unreadable(0, 'the directory of the workbook is damaged');
      const flags = bytes.readUInt16LE(at + 8);
      const method = bytes.readUInt16LE(at + 10);
      const nameLength = bytes.readUInt16LE(at + 28);
      const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
      if (flags & 1) throw new Unreadable(0, 'the workbook is encrypted');
      if (method !== 0 && method !== 8) throw new Unreadable(0, `${name} is packed in an unknown way`);
      this.#entries.set(name, {
        method,
        packed: bytes.readUInt32LE(at + 20),
        start: bytes.readUInt32LE(at + 42),
      });
      at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    }
  }
}

function damaged(name: string, error: unknown): Unreadable {
  const { code, errno } = error as { code?: string; errno?: number };
  if (code === 'ERR_BUFFER_TOO_LARGE') return new Unreadable(0, `${name} is too long when unpacked`);
  const cut = errno === constants.Z_BUF_ERROR;
  return new Unreadable(0, `${name} cannot be unpacked: it is ${cut ? 'cut' : 'damaged'}`);
}
