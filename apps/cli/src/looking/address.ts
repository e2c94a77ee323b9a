import { isAbsolute, resolve } from 'node:path';
import { Failure } from '../failure.ts';

/** What a person says a back office is at. */
export type SourceAddress =
  | {
      readonly kind: 'database';
      readonly dialect: 'postgresql' | 'mariadb';
      /** With credentials, to look by. */
      readonly url: string;
      /** Where the address is, as the document names it; null when it was given itself. */
      readonly reference: string | null;
    }
  | { readonly kind: 'folder'; readonly path: string }
  | {
      readonly kind: 'sftp';
      readonly host: string;
      readonly port: number | null;
      readonly user: string;
      readonly folder: string;
    }
  | { readonly kind: 'description'; readonly at: URL | string };

const dialects: Readonly<Record<string, 'postgresql' | 'mariadb'>> = {
  ...{ 'postgres:': 'postgresql', 'postgresql:': 'postgresql', 'mariadb:': 'mariadb', 'mysql:': 'mariadb' },
};

/**
 * Reads an address: that of a database (or `env:NAME`, `file:/path` of it), `sftp://user@host/folder`, a folder, or that of
 * an OpenAPI or OData description (`https:`, or a file).
 * @param secret reads what a reference names
 * @param isFolder whether a path is a folder; undefined when nothing is there
 * @throws Failure that names what is wrong, and quotes no address with credentials
 */
export async function sourceAddress(
  text: string,
  secret: (reference: string) => Promise<string>,
  isFolder: (path: string) => Promise<boolean | undefined>,
): Promise<SourceAddress> {
  if (/^(?:env:[A-Za-z_]\w*|file:\/(?!\/))/.test(text)) {
    const found = await secret(text).catch((error: Error) => {
      throw new Failure(error.message);
    });
    return databaseAt(found, text);
  }
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) {
    if (!URL.canParse(text))
      throw new Failure(
        'the address is no URL; characters such as # or / in a password are written as %23, %2F',
      );
    const url = new URL(text);
    if (url.protocol in dialects) return databaseAt(text, null);
    if (url.protocol === 'sftp:') return sftpAt(url);
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new Failure(
        `there is no way to look at ${url.protocol}//: it is postgres, mariadb, mysql, sftp, https, or a folder`,
      );
    if (url.username !== '' || url.password !== '')
      throw new Failure('credentials stand in no address of a description: save it to a file, and name that');
    return { kind: 'description', at: url };
  }
  const path = isAbsolute(text) ? text : resolve(text);
  const folder = await isFolder(path);
  if (folder === undefined) throw new Failure(`${text} is not there`);
  return folder ? { kind: 'folder', path } : { kind: 'description', at: path };
}

function databaseAt(url: string, reference: string | null): SourceAddress {
  const dialect = URL.canParse(url) ? dialects[new URL(url).protocol] : undefined;
  if (dialect === undefined)
    throw new Failure(
      `${reference ?? 'the address'} begins with neither postgres://, mariadb:// nor mysql://`,
    );
  return { kind: 'database', dialect, url, reference };
}

function sftpAt(url: URL): SourceAddress {
  if (url.username === '') throw new Failure('sftp://USER@HOST/FOLDER: the user is missing');
  if (url.password !== '')
    throw new Failure('a password stands in no address: --password env:NAME or file:/path, or --key');
  return {
    kind: 'sftp',
    host: url.hostname,
    port: url.port === '' ? null : Number(url.port),
    user: decodeURIComponent(url.username),
    folder: decodeURIComponent(url.pathname === '/' ? '' : url.pathname),
  };
}
