import { describe, expect, it } from 'vitest';
import { readFile } from './fixtures/read-file.ts';
import { samples } from './fixtures/samples.ts';

describe.each(samples.map((sample, index) => ({ ...sample, index })))(
  'a file of $reader, number $index',
  ({ format, content }) => {
    it('is whole, and proves its end if it does, with all of its records alone', async () => {
      const { values, verdict } = await readFile(content, format);
      expect(verdict).toMatchObject({ whole: true, faultCount: 0 });
      expect(values.length).toBeGreaterThan(0);
      for (let length = 0; length < content.length; length += 1) {
        const cut = await readFile(content.subarray(0, length), format);
        if (cut.verdict.endProven) expect(cut.values).toEqual(values);
        // What was read before is as it was; but a line that ends nowhere may have lost its end.
        expect(values.slice(0, Math.max(0, cut.values.length - 1))).toEqual(cut.values.slice(0, -1));
      }
    });

    it('is not there when it is empty', async () => {
      const { values, verdict } = await readFile('', format);
      expect([values, verdict.endProven]).toEqual([[], false]);
    });
  },
);
