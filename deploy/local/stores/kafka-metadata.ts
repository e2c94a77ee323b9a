import { connect } from 'node:net';

/**
 * Asks for the cluster's metadata and returns how many brokers serve clients; 0 while the broker is fenced.
 * Spoken by hand (Metadata request, version 1), because a client library may be imported in one place only.
 */
export function brokerCount(port: number, host = '127.0.0.1'): Promise<number> {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host });
    let received = Buffer.alloc(0);
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer from the broker')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the broker closed the connection')));
    socket.once('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 12) return;
      resolve(received.readInt32BE(8));
      socket.destroy();
    });
  });
}
