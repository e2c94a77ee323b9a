import {
  type StoreSubject,
  emptyFolder,
  fileStoreContract,
  receivesDocumentsContract,
} from '@throughline/testing/connector-contract';
import type { SftpFaults } from '@throughline/testing/sftp-server';
import { describe } from 'vitest';
import { served } from '../fixtures/served.ts';
import { openFolder } from './folder-store.ts';

describe('a folder', () => {
  const subject = async (): Promise<StoreSubject> => {
    const folder = await emptyFolder();
    return { folder, store: await openFolder(folder), connection: null, secrets: [] };
  };
  fileStoreContract(subject);
  receivesDocumentsContract({ isRemote: false }, subject);
});

const servers: [string, Partial<SftpFaults>][] = [
  ['an SFTP server', {}],
  [
    'an SFTP server that overwrites, answers in bits, and lists in any order',
    { overwritesOnRename: true, bytesAtOnce: 4_000, listsInRandomOrder: true },
  ],
];

describe.each(servers)('%s', (_, given) => {
  const subject = async (): Promise<StoreSubject> => {
    const folder = await emptyFolder();
    const { server, store, address } = await served(folder);
    const faults = Object.assign(server.faults, given);
    return {
      ...{ folder, store, secrets: [address.password ?? ''] },
      connection: {
        breakAfter: (bytes) => (faults.closesAfterBytes = bytes),
        refuse: () => {
          faults.refusesLogins = true;
          server.drop();
        },
        admit: () => (faults.refusesLogins = false),
      },
    };
  };
  fileStoreContract(subject);
  receivesDocumentsContract({ isRemote: true }, subject);
});
