import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serviceFaults } from './service-faults.ts';
import { kernelFaults } from './kernel-faults.ts';
import { faulty } from './plant.ts';

const checkout = join(import.meta.dirname, '..', '..');

/** Whoever changes the code learns here, and not an hour into a long run, that a fault must be written anew. */
describe('Each planted fault fits the code as it is', () => {
  const kernel = join(checkout, 'libs', 'messaging', 'src');
  it.each([
    ...kernelFaults.map(({ id, changes }) => ({ id, changes, sources: kernel })),
    ...serviceFaults.map(({ id, changes }) => ({ id, changes, sources: checkout })),
  ])('$id', ({ id, changes, sources }) => {
    expect(faulty(sources, id, changes).size).toBeGreaterThan(0);
  });

  it('says which fault does not', () => {
    const changes = [{ file: 'package.json', from: 'not in there', to: '' }];
    expect(() => faulty(checkout, 'astray', changes)).toThrow(/astray: .* occurs 0 times in package\.json/);
  });
});
