import { describe, expect, it } from 'vitest';
import { formatSchema } from './format/format.ts';
import { readRecords } from './read-records.ts';

const csv = formatSchema.parse({ csv: ';' });
const encoder = new TextEncoder();

describe('a stream of records', () => {
  it('takes no more of the file than what it hands on', async () => {
    let pulled = 0;
    async function* endless() {
      yield encoder.encode('sku;name\n');
      for (;;) {
        pulled += 1;
        yield encoder.encode('0010;Bolt\n'.repeat(1_000));
      }
    }
    for await (const batch of readRecords(endless(), csv, { batch: 100 })) {
      expect(batch).toHaveLength(100);
      break;
    }
    expect(pulled).toBeLessThan(20);
  });

  it('cuts what comes at once into batches', async () => {
    async function* one() {
      yield encoder.encode(`sku;name\n${'0010;Bolt\n'.repeat(25_000)}`);
    }
    const records = readRecords(one(), csv, { batch: 1_000 });
    expect(() => records.verdict()).toThrow('has not been read to its end');
    const sizes: number[] = [];
    for await (const batch of records) sizes.push(batch.length);
    expect(Math.max(...sizes)).toBe(1_000);
    expect(records.verdict()).toMatchObject({ records: 25_000, physicalLines: 25_001 });
  });

  it('hands on long records before there are many', async () => {
    async function* one() {
      yield encoder.encode(`a\n${`${'x'.repeat(999)}\n`.repeat(100)}`);
    }
    const sizes: number[] = [];
    for await (const batch of readRecords(one(), csv, { step: 1_000, batchBytes: 10_000 }))
      sizes.push(batch.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(100);
  });

  it('keeps no more faults than the limit, and counts them all', async () => {
    async function* one() {
      yield encoder.encode(`a;b\n${'1\n'.repeat(5_000)}`);
    }
    const records = readRecords(one(), csv, { faults: 10 });
    for await (const batch of records) expect(batch).toEqual([]);
    expect(records.verdict().faults).toHaveLength(10);
    expect(records.verdict().faultCount).toBe(5_000);
  });

  it('passes on errors of the stream itself: they say nothing of the file', async () => {
    async function* broken() {
      yield encoder.encode('a;b\n1;2\n');
      throw new Error('connection reset');
    }
    const read = async () => {
      for await (const batch of readRecords(broken(), csv)) expect(batch).toBeDefined();
    };
    await expect(read()).rejects.toThrow('connection reset');
  });
});
