import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { logger } from '@throughline/telemetry';
import type { FastifyInstance, FastifyReply } from 'fastify';

const policy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `font-src 'self'`,
  `img-src 'self' data:`,
  `connect-src 'self'`,
  `manifest-src 'self'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
].join('; ');

const entryPage = 'index.html';
const yearMs = 365 * 86_400_000;

/**
 * Serves what the built pages load: the files below `assets`, in the form in which they were compressed when they were
 * built. Their names hold a hash of what is in them, so that clients keep them for ever.
 * @param folder of the built pages
 */
export function serveWebFiles(fastify: FastifyInstance, folder: string): void {
  if (!existsSync(join(folder, entryPage))) logger.warn({ folder }, 'There are no built pages');
  void fastify.register(fastifyStatic, {
    root: resolve(folder, 'assets'),
    prefix: '/assets/',
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    // The compressed forms have no addresses of their own.
    allowedPath: (path) => !/\.(br|gz)$/.test(path),
    immutable: true,
    maxAge: yearMs,
    acceptRanges: false,
    setHeaders: (reply) => void reply.header('content-security-policy', policy),
  });
}

/**
 * Sends the one page that shows all of the shop's addresses, with the status that the reply has by now. It has no
 * validator: the plugin's is made of size and time, which two builds of the page may share, and what is left to send of
 * it when it has not changed is no more than the headers.
 * @param folder of the built pages
 */
export function sendEntryPage(reply: FastifyReply, folder: string): void {
  void reply.header('cache-control', 'no-cache').sendFile(entryPage, resolve(folder), {
    cacheControl: false,
    etag: false,
    lastModified: false,
  });
}
