import { hash } from 'node:crypto';

// Prints how long a fixed computation in one thread takes here, in milliseconds. It is the library's own machine code: what
// a compiler makes of a loop differs from process to process. Of many rounds the shortest counts, so that one has run
// without a pause.
const bytes = Buffer.alloc(8 * 1024 * 1024, 'throughline');
let shortest = Infinity;
for (let round = 0; round < 50; round++) {
  const started = performance.now();
  hash('sha256', bytes);
  shortest = Math.min(shortest, performance.now() - started);
}
console.log(shortest.toFixed(1));
