import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { ServiceConfig } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import type { environment } from '../environment.ts';

/** A file of the built pages, with its compressed forms. */
export interface WebFile {
  type: string;
  etag: string;
  /** Whether the name contains a hash of the content, so that clients may keep it for ever. */
  immutable: boolean;
  plain: Buffer;
  br: Buffer | undefined;
  gzip: Buffer | undefined;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

const entryPage = '/index.html';
const checkEveryMs = 1_000;

/** The built pages, held in memory: a few files that every shopper loads. A new build is noticed. */
@Injectable()
export class WebFiles implements OnApplicationBootstrap {
  readonly #files = new Map<string, WebFile>();
  #builtAt = 0;
  #checkedAt = 0;

  constructor(private readonly config: ServiceConfig<typeof environment>) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.#refresh();
  }

  async find(path: string): Promise<WebFile | undefined> {
    if (path === entryPage && Date.now() - this.#checkedAt > checkEveryMs) await this.#refresh();
    return this.#files.get(path);
  }

  async #refresh(): Promise<void> {
    this.#checkedAt = Date.now();
    const { STOREFRONT_WEB_DIR: folder } = this.config.own;
    if (!folder) return;
    try {
      const { mtimeMs } = await stat(join(folder, entryPage));
      if (mtimeMs === this.#builtAt) return;
      // Files of the build before are kept: open pages may still load them.
      for (const [path, file] of await readFiles(folder)) this.#files.set(path, file);
      this.#builtAt = mtimeMs;
    } catch (error) {
      logger.warn({ err: error, folder }, 'The built pages cannot be read');
    }
  }
}

async function readFiles(folder: string): Promise<Map<string, WebFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const contents = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
  );
  const files = new Map<string, WebFile>();
  for (const [name, plain] of contents) {
    const type = types[extname(name)];
    if (!type) continue;
    const path = `/${name.split(sep).join('/')}`;
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
    const immutable = path.startsWith('/assets/');
    files.set(path, {
      type,
      etag,
      immutable,
      plain,
      br: contents.get(`${name}.br`),
      gzip: contents.get(`${name}.gz`),
    });
  }
  return files;
}
