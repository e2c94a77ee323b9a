import { z } from 'zod';
import { duration } from '../quantities.ts';
import type { FileStore } from './file-store.ts';
import { openFolder } from './folder-store.ts';
import { readSecret, secretReference } from './secrets.ts';
import { openSftp } from './sftp-store.ts';

const hostKey = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'is not SHA256: and 43 characters, as ssh-keygen -l prints it');

const sftp = z
  .strictObject({
    sftp: z.string().min(1).describe('Name or address of the SFTP server.'),
    port: z.int().min(1).max(65_535).default(22).describe('Port of the SFTP server.'),
    user: z.string().min(1).describe('Name to log in by.'),
    folder: z
      .string()
      .default('')
      .describe('Folder on the server: absolute, or from where the user is let in, which is the default.'),
    password: secretReference
      .optional()
      .describe('Where the password is: env:NAME or file:/path. Either it or a key is needed.'),
    key: secretReference.optional().describe('Where the private key is: env:NAME or file:/path.'),
    passphrase: secretReference.optional().describe('Where the passphrase of the key is.'),
    hostKey: z
      .union([hostKey, z.array(hostKey).min(1)])
      .describe(
        'The key that the server has to show, as ssh-keygen -l prints it; several while it is changed.',
      ),
    timeout: duration.prefault('30s').describe('After so long without an answer the server counts as gone.'),
    keepAlive: duration.prefault('10s').describe('So often the server is asked whether it is there.'),
  })
  .refine(({ password, key }) => (password === undefined) !== (key === undefined), {
    error: 'needs either a password or a key',
    path: ['key'],
  });

const folder = z.strictObject({
  folder: z
    .string()
    .regex(/^\//, 'is not an absolute path')
    .describe('Absolute path of a folder that the adapter reaches.'),
});

/** Where the files of a source are (`at` of a source document): a folder, or an SFTP server. */
export const storeSettings = z.union([sftp, folder]);

export type StoreSettings = z.infer<typeof storeSettings>;

/**
 * @param environment where `env:` references are looked up
 * @throws Error that names a secret which is not there; StoreUnavailable for a folder that cannot be opened
 */
export async function openStore(
  settings: StoreSettings,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<FileStore> {
  if (!('sftp' in settings)) return openFolder(settings.folder);
  const secret = async (name: 'password' | 'key' | 'passphrase') => {
    const reference = settings[name];
    return reference === undefined ? {} : { [name]: await readSecret(reference, environment) };
  };
  return openSftp(
    {
      host: settings.sftp,
      port: settings.port,
      user: settings.user,
      hostKeys: [settings.hostKey].flat(),
      ...(await secret('password')),
      ...(await secret('key')),
      ...(await secret('passphrase')),
      timeoutMs: settings.timeout,
      keepAliveMs: settings.keepAlive,
    },
    settings.folder,
  );
}
