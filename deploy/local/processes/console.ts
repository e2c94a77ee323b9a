import { styleText } from 'node:util';

const colours = [
  'cyan',
  'green',
  'yellow',
  'magenta',
  'blue',
  'cyanBright',
  'greenBright',
  'magentaBright',
] as const;
const assigned = new Map<string, (typeof colours)[number]>();

function colourOf(name: string) {
  const known = assigned.get(name);
  if (known) return known;
  const colour = colours[assigned.size % colours.length] ?? 'cyan';
  assigned.set(name, colour);
  return colour;
}

/** One line of a process, prefixed by its name in its colour. */
export function line(name: string, text: string): void {
  process.stdout.write(`${styleText(colourOf(name), name.padEnd(13))} ${text}\n`);
}

/** One line of the supervisor itself. */
export function say(text: string): void {
  process.stdout.write(`${styleText('bold', 'throughline'.padEnd(13))} ${text}\n`);
}

/** Times a step and tells how long it took when it is over. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  say(`${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return result;
}
