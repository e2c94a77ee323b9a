import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applySourceDocuments, readSourceDocuments } from './sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-start-'));
afterAll(() => rmSync(folder, { recursive: true }));
function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}
const document = (source: string, zone = 'Europe/Berlin') => `source: ${source}
transport: files
at: { folder: /srv/nord }
zone: ${zone}
readers:
  places: { pattern: places.csv, ready: { still: 5s }, format: { csv: "," }, key: [code], says: everything }
flows: { locations: locations@1 }
---
mapping: locations@1
of: places
record: { code: [code], name: [name], kind: { constant: warehouse }, servesWeb: { constant: true } }
`;

describe('the documents of a start', () => {
  it('are read before anything is begun', async () => {
    const nord = file('nord.yaml', document('nord'));
    expect(await readSourceDocuments([nord])).toEqual([
      { file: nord, source: 'nord', text: document('nord') },
    ]);
    expect(await readSourceDocuments([])).toEqual([]);
  });

  it('are refused with file, line and reason, all of them at once', async () => {
    const wrong = file('wrong.yaml', document('nord', 'Europe/Berlyn'));
    const latin = file('latin.yaml', Buffer.from('source: n # Schläuche', 'latin1'));
    const none = join(folder, 'none.yaml');
    const nord = file('nord.yaml', document('nord'));
    const again = file('again.yaml', document('nord'));
    await expect(readSourceDocuments([wrong, latin, none, nord, again])).rejects.toThrow(
      [
        `${wrong}:4:7 zone: is no time zone such as Europe/Berlin`,
        `${latin}: is not UTF-8`,
        `${none}: cannot be read (ENOENT)`,
        `${again}: nord is the source of ${nord} too`,
      ].join('\n'),
    );
  });
});

describe('applying them', () => {
  let server: Server;
  let versions: string[];
  let asked: string[];
  let refusing: boolean;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.once('end', () => {
        if (refusing) return response.writeHead(403).end('no');
        if (request.method === 'POST') {
          const { document: text, expected } = JSON.parse(body) as { document: string; expected: number };
          if (expected !== versions.length) return response.writeHead(409).end('other');
          versions.push(text);
          return response.writeHead(201).end('{}');
        }
        if (versions.length === 0) return response.writeHead(404).end('{}');
        return response.end(JSON.stringify({ version: versions.length, document: versions.at(-1) }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());
  beforeEach(() => {
    [versions, asked, refusing] = [[], [], false];
  });

  const apply = (text: string) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const erpAdapter = { url, health: '', metrics: '', replicas: [], pids: [] };
    return applySourceDocuments({ services: { 'erp-adapter': erpAdapter }, tokens: { integrator: 'i' } }, [
      { file: 'nord.yaml', source: 'nord', text },
    ]);
  };

  it('makes a version of what is new, and none of what holds already', async () => {
    expect(await apply('one')).toEqual(['nord is nord.yaml now (version 1)']);
    expect(await apply('one')).toEqual(['nord is nord.yaml, as before (version 1)']);
    expect(await apply('two')).toEqual(['nord is nord.yaml now (version 2)']);
    expect(versions).toEqual(['one', 'two']);
    expect(asked[0]).toBe('GET /sources/nord Bearer i');
  });

  it('fails with what the service says', async () => {
    refusing = true;
    await expect(apply('one')).rejects.toThrow('nord.yaml could not be applied: erp-adapter says 403 no');
  });
});
