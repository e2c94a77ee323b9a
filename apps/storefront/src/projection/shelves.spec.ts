import { expect, it } from 'vitest';
import { shelfOf } from './shelves.ts';

it('bikes come before components, clothing and accessories, and what has no shelf comes last', () => {
  const categories = ['Bikes', 'Components', 'CLOTHING', 'accessories', 'Books', '', null];
  expect(categories.map(shelfOf)).toEqual([0, 1, 2, 3, 4, 4, 4]);
});
