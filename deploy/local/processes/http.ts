import { get } from 'node:http';

/**
 * True when the address answers with a success within two seconds. Each question comes on a connection of its own: one
 * that is kept open would reach a server that has stopped listening.
 */
export function answers(url: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, timeout: 2_000 }, (response) => {
      response.resume().once('error', reject);
      resolve((response.statusCode ?? 500) < 400);
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', reject);
  });
}
