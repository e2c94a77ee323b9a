import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { ServiceConfig } from '@throughline/service';
import type { environment } from './environment.ts';

/** A file of the built pages, with its compressed forms. */
export interface WebFile {
  type: string;
  etag: string;
  /** Whether the name holds a hash of the content, so that it may be kept for ever. */
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
  '.webmanifest': 'application/manifest+json',
};

/** The built pages, read once at the start: a few files that every shopper asks for. */
@Injectable()
export class WebFiles implements OnApplicationBootstrap {
  readonly #files = new Map<string, WebFile>();

  constructor(private readonly config: ServiceConfig<typeof environment>) {}

  async onApplicationBootstrap(): Promise<void> {
    const { STOREFRONT_WEB_DIR: folder } = this.config.own;
    if (!folder) return;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
    const contents = new Map(
      await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
    );
    for (const [name, plain] of contents) {
      const type = types[extname(name)];
      if (!type) continue;
      const path = `/${name.split(sep).join('/')}`;
      const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
      const immutable = path.startsWith('/assets/');
      const [br, gzip] = [contents.get(`${name}.br`), contents.get(`${name}.gz`)];
      this.#files.set(path, { type, etag, immutable, plain, br, gzip });
    }
  }

  find(path: string): WebFile | undefined {
    return this.#files.get(path);
  }
}
