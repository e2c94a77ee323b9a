import { describe, expect, it, vi } from 'vitest';
import { Failure } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { activate } from './activate.ts';

const outcome = {
  changed: 2,
  refused: [{ sku: 'A', detail: 'A price is missing' }],
  waiting: [{ sku: 'B', missing: ['price', 'tax'] }],
};
const command = vi.fn(() => Promise.resolve(outcome as unknown));
const installation = { command } as unknown as Installation;

describe('putting products on sale', () => {
  it('says what is on sale, what waits, and what cannot be', async () => {
    const output = await activate(installation, [], { all: true, whenReady: true });
    expect(command).toHaveBeenLastCalledWith(
      ...(['catalog', '/products/activate', { all: true, whenReady: true }, 'merchandiser'] as const),
    );
    expect(output).toEqual({
      json: outcome,
      lines: ['2 put on sale', 'B waits for its price, tax', 'A: A price is missing'],
      status: 1,
    });
  });

  it('needs nobody where nothing is refused', async () => {
    command.mockResolvedValueOnce({ ...outcome, refused: [] });
    expect((await activate(installation, ['B'], { all: false, whenReady: false })).status).toBe(0);
    expect(command.mock.lastCall).toContainEqual({ skus: ['B'], whenReady: false });
    await activate(installation, [], { family: 'TIRES', all: false, whenReady: false });
    expect(command.mock.lastCall).toContainEqual({ family: 'TIRES', whenReady: false });
  });

  it.each([
    [[], { all: false }],
    [['A'], { all: true }],
    [['A'], { all: false, family: 'TIRES' }],
  ])('is of one selection: %j %j', async (skus, selection) => {
    await expect(activate(installation, skus, { whenReady: false, ...selection })).rejects.toThrow(Failure);
  });
});
