export {
  newKeyPair,
  type SftpFaults,
  type SftpServer,
  type SftpServerOptions,
  startSftpServer,
} from './sftp-server.ts';
