import { fuzz, fuzzTimeoutMs, mutatedBytes } from '@throughline/testing/fuzz';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tightLimits } from '../fixtures/damaged-files.ts';
import { samples } from '../fixtures/samples.ts';
import { inspect } from '../inspect/inspect.ts';

it(
  'a file of which nothing is known is guessed, or not, without a crash',
  () =>
    fuzz(
      fc.asyncProperty(mutatedBytes(samples.map(({ content }) => content)), async (content) => {
        expect((await inspect(content, { limits: tightLimits })).guesses.length).toBeGreaterThan(0);
      }),
    ),
  fuzzTimeoutMs,
);
