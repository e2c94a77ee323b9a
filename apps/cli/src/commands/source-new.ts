import { stat, writeFile } from 'node:fs/promises';
import { openStore, readSecret, storeSettings } from '@throughline/file-stores';
import { isZone } from '@throughline/mapping';
import {
  type Address,
  type Answers,
  type FoundTable,
  type SourceDraft,
  draftSource,
} from '@throughline/source-drafts';
import { Failure } from '../failure.ts';
import { type SourceAddress, sourceAddress } from '../looking/address.ts';
import { lookAtDatabase } from '../looking/database.ts';
import { descriptionOutput, lookAtDescription } from '../looking/description.ts';
import { lookAtFiles } from '../looking/files.ts';
import type { Questions } from '../looking/questions.ts';
import { type Output, table } from '../output.ts';

/** What may be said in place of a question; `key`, `password`, `passphrase` and `token` say where a secret is. */
export type NewSourceOptions = {
  readonly [
    Name in
      | ('name' | 'zone' | 'currency' | 'language' | 'basis' | 'tax-included' | 'schema' | 'folder' | 'out')
      | ('key' | 'password' | 'passphrase' | 'host-key' | 'token')
  ]?: string | undefined;
};

interface Looked {
  readonly address: Address;
  readonly tables: readonly FoundTable[];
  readonly passedOver: readonly { readonly file: string; readonly why: string }[];
  /** What has to be set for the document to be used. */
  readonly secret: string | null;
}

/**
 * Looks at a back office and writes the first document of it. Changes nothing there.
 * @param environment where `env:` references are looked up
 * @throws Failure that names what is wrong
 */
export async function newSource(
  given: string | undefined,
  options: NewSourceOptions,
  questions: Questions,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Output> {
  const where =
    given ??
    (await questions.ask(
      'Where is it: a folder, sftp://user@host/folder, or env:NAME of a database’s address',
      '',
    ));
  if (where === '')
    throw new Failure(
      'It is `throughline source new ADDRESS`: a folder, sftp://…, a database, or a description',
    );
  const secret = (reference: string) => readSecret(reference, environment);
  const address = await sourceAddress(where, secret, isFolder);
  if (address.kind === 'description') {
    const token = options.token === undefined ? undefined : await secret(options.token).catch(asFailure);
    return descriptionOutput(await lookAtDescription(address.at, token));
  }
  const name = options.name ?? (await questions.ask('What is it called, for ever', nameOf(address)));
  if (!/^[a-z][a-z0-9-]{0,23}$/.test(name))
    throw new Failure(`--name ${name} is no name of at most 24 lower case letters, digits and hyphens`);
  const looked = await look(address, name, options, environment);
  const draft = draftSource(looked.tables, await answersOf(name, looked.address, options, questions));
  const file = options.out ?? `${name}.source.yaml`;
  await writeFile(file, draft.text, { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    throw new Failure(
      cause.code === 'EEXIST' ? `${file} is there already: --out says another` : `${file} cannot be written`,
      { cause },
    );
  });
  return draftOutput(file, draft, looked);
}

const asFailure = (error: Error): never => {
  throw new Failure(error.message, { cause: error });
};

async function isFolder(path: string): Promise<boolean | undefined> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
}

function nameOf(address: Exclude<SourceAddress, { kind: 'description' }>): string {
  const last =
    address.kind === 'database'
      ? new URL(address.url).pathname.slice(1)
      : address.kind === 'folder'
        ? address.path
            .split('/')
            .filter((part) => part !== '' && !/^(?:in|data|export|exports)$/.test(part))
            .at(-1)
        : address.host.split('.')[0];
  const plain = (last ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 24)
    .replace(/-$/, '');
  return plain === '' ? 'office' : plain;
}

async function look(
  address: Exclude<SourceAddress, { kind: 'description' }>,
  name: string,
  options: NewSourceOptions,
  environment: NodeJS.ProcessEnv,
): Promise<Looked> {
  if (address.kind === 'database') {
    const { dialect, url, reference } = address;
    const variable = `${name.toUpperCase().replaceAll('-', '_')}_URL`;
    const { schema } = options;
    return {
      address: {
        transport: 'sql',
        at: { dialect, url: reference ?? `env:${variable}`, ...(schema !== undefined && { schema }) },
      },
      tables: await lookAtDatabase({ dialect, url, schema }),
      passedOver: [],
      secret: reference === null ? variable : null,
    };
  }
  const at = address.kind === 'folder' ? { folder: address.path } : sftpSettings(address, options);
  const settings = storeSettings.safeParse(at);
  if (!settings.success)
    throw new Failure(
      settings.error.issues
        .map(({ path, message }) => `${flagOf(path.map(String).at(-1) ?? '')}: ${message}`)
        .join('; '),
    );
  const store = await openStore(settings.data, environment).catch(asFailure);
  try {
    const { tables, passedOver } = await lookAtFiles(store, options.folder ?? '').catch(asFailure);
    return { address: { transport: 'files', at }, tables, passedOver, secret: null };
  } finally {
    await store.close();
  }
}

const flagOf = (setting: string): string => (setting === 'hostKey' ? '--host-key' : `--${setting}`);

function sftpSettings(
  { host, port, user, folder }: Extract<SourceAddress, { kind: 'sftp' }>,
  { key, password, passphrase, 'host-key': hostKey }: NewSourceOptions,
) {
  return {
    ...{ sftp: host, user },
    ...(port !== null && { port }),
    ...(folder !== '' && { folder }),
    ...(key !== undefined && { key }),
    ...(password !== undefined && { password }),
    ...(passphrase !== undefined && { passphrase }),
    ...(hostKey !== undefined && { hostKey }),
  };
}

async function answersOf(
  source: string,
  address: Address,
  options: NewSourceOptions,
  questions: Questions,
): Promise<Answers> {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = options.zone ?? (await questions.ask('Time zone of its dates', here));
  if (!isZone(zone)) throw new Failure(`--zone ${zone} is no time zone such as Europe/Berlin`);
  const currency =
    options.currency ?? (await questions.ask('Currency of amounts that name none, such as EUR', ''));
  if (!/^([A-Z]{3})?$/.test(currency))
    throw new Failure(`--currency ${currency} is no ISO 4217 code such as EUR`);
  const taxes = options['tax-included'] ?? (await questions.ask('Do its prices contain tax, yes or no', ''));
  if (!['', 'yes', 'no'].includes(taxes)) throw new Failure(`--tax-included is yes or no, not ${taxes}`);
  const basis =
    options.basis ??
    (await questions.ask(
      'Do its stock figures count what lies there (physical), or that less what is promised (net)',
      '',
    ));
  if (basis !== '' && basis !== 'physical' && basis !== 'net')
    throw new Failure(`--basis is physical or net, not ${basis}`);
  const tag = options.language ?? (await questions.ask('Language of its texts', 'en'));
  return {
    ...{ source, address },
    zone: { name: zone, guessed: options.zone === undefined && zone === here },
    currency: currency === '' ? null : currency,
    taxIncluded: taxes === '' ? null : taxes === 'yes',
    basis: basis === '' ? null : basis,
    language: { tag, guessed: options.language === undefined && tag === 'en' },
  };
}

function draftOutput(
  file: string,
  { flows, others, asked, faults, text: _ }: SourceDraft,
  { passedOver, secret }: Looked,
): Output {
  const rows = flows.map(({ flow, table: name, score, trial }) => [
    ...[flow, name, score.toFixed(2)],
    trial === null || trial.rows === 0 ? '' : `${trial.accepted} of ${trial.rows}`,
    trial === null ? '' : [...trial.held.keys()].slice(0, 2).join('; '),
  ]);
  return {
    json: {
      file,
      flows: flows.map(({ trial, ...flow }) => ({
        ...flow,
        trial: trial && { ...trial, held: Object.fromEntries(trial.held) },
      })),
      ...{ others, asked, faults, passedOver },
    },
    lines: [
      ...(rows.length === 0
        ? ['Nothing was found that feeds a flow.']
        : table(['flow', 'from', 'score', 'rows tried', 'held because'], rows)),
      ...others
        .slice(0, 10)
        .map(
          ({ flow, table: name, score, why }) =>
            `not used: ${name} for ${flow} (${score.toFixed(2)})${why === null ? '' : `: ${why}`}`,
        ),
      ...passedOver.slice(0, 10).map(({ file: name, why }) => `not understood: ${name}: ${why}`),
      '',
      `${file} is written; every line that was guessed says why.`,
      ...asked.map(({ line, question }) => `${file}:${line} to be said: ${question}`),
      ...(secret === null ? [] : [`Set ${secret} to the address of the database where the adapter runs.`]),
      `\`throughline source check ${file}\` checks it.`,
    ],
    status: 0,
  };
}
