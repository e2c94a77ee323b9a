import { createHash } from 'node:crypto';
import { type AddressInfo, createServer, type Server as TcpServer, type Socket } from 'node:net';
import { type Connection, type ParsedKey, Server, utils } from 'ssh2';
import { serveFolder, type SftpOperation } from './served-folder.ts';

/** What the server does wrong; read at each request, so that a test changes it at any time. */
export interface SftpFaults {
  /** Ends the TCP connection, without a word, once it has given so many bytes of files. */
  closesAfterBytes: number;
  /** Ends the TCP connection, without a word, when it was given so many bytes of files. */
  closesAfterWritten: number;
  /** Bytes of files that it still has room for; what goes beyond is refused, and the part that fits is kept. */
  room: number;
  /** Says that a file ends there. */
  endsAfterBytes: number;
  /** The most bytes that it gives at once. */
  bytesAtOnce: number;
  overwritesOnRename: boolean;
  /** Does the rename, and ends the TCP connection before it says so. */
  closesAfterRename: boolean;
  listsInRandomOrder: boolean;
  /** Names that a listing has beside those of files that are there. */
  alsoLists: readonly string[];
  /** Refuses every password and key. */
  refusesLogins: boolean;
  /** Never answers these. */
  hangsOn: Set<SftpOperation>;
  /** Answers these with "permission denied". */
  refuses: Set<SftpOperation>;
}

export interface SftpServerOptions {
  user: string;
  password?: string;
  /** In the format of OpenSSH. */
  publicKey?: string;
}

export interface SftpServer {
  readonly port: number;
  /** As `ssh-keygen -l` prints it. */
  readonly hostKey: string;
  readonly faults: SftpFaults;
  /** Connections that were made so far. */
  readonly connections: number;
  /** Ends all TCP connections without a word. */
  drop(): void;
  /** Shows another key to whoever connects from now on. */
  changeHostKey(): void;
  close(): Promise<void>;
}

/** A new pair of keys, in the format of OpenSSH. */
export function newKeyPair(): { private: string; public: string } {
  for (;;) {
    const pair = utils.generateKeyPairSync('ed25519');
    // One in some hundred that ssh2 makes, it cannot read itself.
    if (!(utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

/** An SFTP server in this process, which lets one user into one folder of the disk, at a free port of 127.0.0.1. */
export async function startSftpServer(folder: string, options: SftpServerOptions): Promise<SftpServer> {
  const faults: SftpFaults = {
    closesAfterBytes: Infinity,
    closesAfterWritten: Infinity,
    room: Infinity,
    endsAfterBytes: Infinity,
    bytesAtOnce: Infinity,
    overwritesOnRename: false,
    closesAfterRename: false,
    listsInRandomOrder: false,
    alsoLists: [],
    refusesLogins: false,
    hangsOn: new Set(),
    refuses: new Set(),
  };
  const sockets = new Set<Socket>();
  let connections = 0;
  const serve = () => {
    const { private: hostKey } = newKeyPair();
    const server = new Server({ hostKeys: [hostKey] }, (client) => {
      client.on('error', () => undefined);
      letIn(client, options, faults);
      client.on('session', (accept) => {
        accept().on('sftp', (open) => {
          // Every connection is closed: a test has one client at most that reads at a time.
          serveFolder(open(), folder, faults, () => drop(sockets));
        });
      });
    });
    return { server, hostKey: fingerprint(utils.parseKey(hostKey) as ParsedKey) };
  };
  let serving = serve();
  const tcp = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    serving.server.injectSocket(socket);
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  return {
    port: (tcp.address() as AddressInfo).port,
    get hostKey() {
      return serving.hostKey;
    },
    faults,
    get connections() {
      return connections;
    },
    drop: () => drop(sockets),
    changeHostKey: () => {
      serving = serve();
    },
    close: () => closed(tcp, sockets),
  };
}

function letIn(
  client: Connection,
  { user, password, publicKey }: SftpServerOptions,
  faults: SftpFaults,
): void {
  const allowed = publicKey === undefined ? null : (utils.parseKey(publicKey) as ParsedKey);
  client.on('authentication', (context) => {
    if (context.username === user && !faults.refusesLogins) {
      if (context.method === 'password' && password !== undefined && context.password === password)
        return context.accept();
      if (context.method === 'publickey' && allowed && context.key.data.equals(allowed.getPublicSSH())) {
        const { blob, signature, hashAlgo } = context;
        // Without a signature the client asks whether the key would do.
        if (!blob || !signature || allowed.verify(blob, signature, hashAlgo) === true)
          return context.accept();
      }
    }
    return context.reject(['password', 'publickey']);
  });
}

const fingerprint = (key: ParsedKey) =>
  `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;

function drop(sockets: Set<Socket>): void {
  for (const socket of sockets) socket.destroy();
}

async function closed(tcp: TcpServer, sockets: Set<Socket>): Promise<void> {
  const end = new Promise<void>((resolve) => tcp.close(() => resolve()));
  drop(sockets);
  await end;
}
