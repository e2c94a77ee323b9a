import { expect, it } from 'vitest';
import { costOfOffers, costOfStream } from './costs.ts';

const asking = (query: object) => ({ query });
const skus = (count: number) => Array.from({ length: count }, (_, n) => `S${n}`).join(',');

it.each([
  [{}, 1, 5],
  [{ skus: '' }, 1, 5],
  [{ skus: 'A' }, 2, 6],
  [{ skus: skus(10) }, 2, 10],
  [{ skus: skus(11) }, 3, 11],
  [{ skus: skus(234) }, 25, 122],
  // What is no list is refused later, and costs what asking for nothing does.
  [{ skus: ['A', 'B'] }, 1, 5],
])('charges %o by what has to be read for it', (query, offers, stream) => {
  expect([costOfOffers(asking(query)), costOfStream(asking(query))]).toEqual([offers, stream]);
});
