import { readStartOptions, usage } from './options.ts';
import { supervise } from './supervise.ts';

await supervise(() => readStartOptions(process.argv.slice(2)), usage.replace('npm start', 'npm run dev'), {
  watch: true,
});
