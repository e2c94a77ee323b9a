import { describe, expect, it } from 'vitest';
import { FigureBoard } from './offer-cache.ts';
import { reading } from '../fixtures/figures.ts';

function lookAt(board: FigureBoard, sku: string) {
  const looked = { told: 0 };
  const { slots, leave } = board.look([sku], { figureChanged: () => (looked.told += 1) });
  return Object.assign(looked, { slot: slots[0]!, leave });
}

describe('the board of figures', () => {
  it('shows one figure to all who look, and tells each of them', () => {
    const board = new FigureBoard();
    const [one, other] = [lookAt(board, 'A'), lookAt(board, 'A')];
    board.put(reading('A', 1));
    expect(one.slot).toBe(other.slot);
    expect([one.told, other.told]).toEqual([1, 1]);
    one.leave();
    board.put(reading('A', 2));
    expect([one.told, other.told]).toEqual([1, 2]);
  });

  it('holds nothing that nobody looks at', () => {
    const board = new FigureBoard();
    const { leave } = lookAt(board, 'A');
    board.put(reading('B', 1));
    expect([...board.skus()]).toEqual(['A']);
    expect(board.isNews(reading('B', 1))).toBe(false);
    expect(board.isNews(reading('A', 1))).toBe(true);
    leave();
    expect(board.has('A')).toBe(false);
  });

  it('tells who looks at several SKUs of each, and ends the look at all of them', () => {
    const board = new FigureBoard();
    let told = 0;
    const { slots, leave } = board.look(['A', 'B', 'A'], { figureChanged: () => (told += 1) });
    expect(slots).toHaveLength(2);
    expect(slots.map(({ figure, turn }) => [figure, turn])).toEqual([
      [undefined, 0],
      [undefined, 0],
    ]);
    board.put(reading('B', 1));
    board.put(reading('A', 1));
    board.put(reading('B', 2));
    expect(told).toBe(3);
    expect(slots.map(({ figure, turn }) => [figure?.sku, figure?.version, turn])).toEqual([
      ['A', 1, 2],
      ['B', 2, 3],
    ]);
    leave();
    expect([...board.skus()]).toEqual([]);
  });

  it('leaves what another looks at by now, though a look that has ended is ended again', () => {
    const board = new FigureBoard();
    const { leave } = lookAt(board, 'A');
    leave();
    const other = lookAt(board, 'A');
    leave();
    board.put(reading('A', 1));
    expect([board.has('A'), other.told]).toEqual([true, 1]);
  });

  it.each([
    ['a higher version', reading('A', 3), 'shown'],
    ['a lower version, although it was read later', reading('A', 1, { number: 9 }), 'passed over'],
    ['the same version with another price', reading('A', 2, { number: 6, price: 'sale' }), 'shown'],
    ['the same version, read earlier', reading('A', 2, { number: 4, price: 'sale' }), 'passed over'],
    [
      'the same version of the same reading, with another price',
      reading('A', 2, { number: 5, price: 'sale' }),
      'shown',
    ],
    ['the same, read later', reading('A', 2, { number: 6 }), 'kept'],
    ['the same, read earlier', reading('A', 2, { number: 4 }), 'passed over'],
    [
      'the first version of a projection that was made anew',
      reading('A', 1, { epoch: 2, number: 6 }),
      'shown',
    ],
    [
      'a version of the projection before, read earlier',
      reading('A', 9, { epoch: 0, number: 4 }),
      'passed over',
    ],
  ])('%s', (_, next, what) => {
    const board = new FigureBoard();
    const { slot } = lookAt(board, 'A');
    board.put(reading('A', 2, { number: 5 }));
    const before = slot.turn;
    expect(board.isNews(next)).toBe(what === 'shown');
    board.put(next);
    expect(slot.figure === next.figure).toBe(what !== 'passed over');
    expect(slot.turn > before).toBe(what === 'shown');
  });

  it('has a text made once per country, until the figure or a tax rate changes', () => {
    const board = new FigureBoard();
    const { slot } = lookAt(board, 'A');
    let made = 0;
    const text = (country: string, ratesVersion: number) =>
      slot.text(country, ratesVersion, ({ version }) => `${country} ${version} ${(made += 1)}`);
    board.put(reading('A', 1));
    expect([text('DE', 1), text('DE', 1), text('AT', 1)]).toEqual(['DE 1 1', 'DE 1 1', 'AT 1 2']);
    expect(text('DE', 2)).toBe('DE 1 3');
    board.put(reading('A', 2));
    expect(text('DE', 2)).toBe('DE 2 4');
    expect(text('AT', 2)).toBe('AT 2 5');
  });

  it('has a text of the newest reading, with the trace of what brought it, and none before there is one', () => {
    const board = new FigureBoard();
    const { slot } = lookAt(board, 'A');
    const text = () =>
      slot.text('DE', 1, ({ version }, country, traceparent) => `${country} ${version} ${traceparent}`);
    expect(text()).toBe('');
    board.put({ ...reading('A', 1, { number: 1 }), traceparent: 'traced' });
    expect(text()).toBe('DE 1 traced');
    const { turn } = slot;
    board.put(reading('A', 1, { number: 2 }));
    expect([text(), slot.turn]).toEqual(['DE 1 undefined', turn]);
  });
});
