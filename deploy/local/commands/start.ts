import { readStartOptions, usage } from './options.ts';
import { supervise } from './supervise.ts';

await supervise(() => readStartOptions(process.argv.slice(2)), usage, { watch: false });
