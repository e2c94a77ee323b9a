import { fuzz, fuzzTimeoutMs, mutatedText } from '@throughline/testing/fuzz';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentSettings } from '../documents/document-settings.ts';
import { ManifestUnreadable, parseManifest } from '../documents/manifest.ts';

const digest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const seeds = [`${digest}  *ART_1.csv\n${digest}  ART_2.csv\n`, 'ART_1.csv;17;3\r\nART_2.csv;0;1\r\n'];
const settings = [
  { columns: ['sha256', 'name'] },
  { columns: ['name', 'size', 'records'], separator: ';', header: true },
].map((manifest) => {
  const { ready } = documentSettings.parse({
    pattern: 'ART_{seq}.csv',
    ready: { manifest: { pattern: 'LIST', ...manifest } },
  });
  if (!('manifest' in ready)) throw new Error('has no manifest');
  return ready.manifest;
});

it(
  'a manifest is read, or refused with its line',
  () =>
    fuzz(
      fc.property(
        mutatedText(seeds, [';', ' ', '\t', '\n', '\r', '\0', '-1', '1e3']),
        fc.constantFrom(...settings),
        (text, manifest) => {
          try {
            for (const { size, sha256, records } of parseManifest(text, manifest)) {
              for (const count of [size, records])
                expect(count === null || (Number.isSafeInteger(count) && count >= 0)).toBe(true);
              expect(sha256 === null || sha256.length === 64).toBe(true);
            }
          } catch (error) {
            if (!(error instanceof ManifestUnreadable)) throw error;
            expect(error.message).toMatch(/^line [1-9]\d* has /);
          }
        },
      ),
    ),
  fuzzTimeoutMs,
);
