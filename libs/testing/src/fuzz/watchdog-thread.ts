import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const { numbers, value, longestMs } = workerData as {
  numbers: Int32Array;
  value: Uint8Array;
  longestMs: number;
};
const looks = 10;
let begun = 0;
let same = 0;

setInterval(() => {
  const now = Atomics.load(numbers, 0);
  same = now === begun && Atomics.load(numbers, 2) > 0 ? same + 1 : 0;
  begun = now;
  if (same <= looks) return;
  const text = Buffer.from(value.slice(0, Atomics.load(numbers, 2))).toString();
  writeSync(2, `A fuzzer hangs: seed ${Atomics.load(numbers, 1)}, value ${text}\n`);
  process.kill(process.pid, 'SIGKILL');
}, longestMs / looks);
