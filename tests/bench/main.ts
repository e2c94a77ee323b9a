import { writeFileSync } from 'node:fs';
import { parseArgs, styleText } from 'node:util';
import { say } from '../../deploy/local/processes/console.ts';
import { aged } from './benches/aged.ts';
import { bulk } from './benches/bulk.ts';
import { crowd } from './benches/crowd.ts';
import { databases } from './benches/databases.ts';
import { files } from './benches/files.ts';
import { type Bench, type Figure, isMet, wish } from './measuring/figure.ts';
import { leaveInstallation } from './installation/installation.ts';
import { idle } from './benches/idle.ts';
import { isolation } from './benches/isolation.ts';
import { live } from './benches/live.ts';
import { ordersClosed } from './benches/orders-closed.ts';
import { orders } from './benches/orders.ts';
import { watchMachine, words } from './measuring/machine.ts';
import { mapping } from './benches/mapping.ts';
import { outbox } from './benches/outbox.ts';
import { closeAll } from './installation/parts.ts';
import { pagesLoad } from './benches/pages-load.ts';
import { projection } from './benches/projection.ts';
import { rebuild } from './benches/rebuild.ts';
import { type Result, writeDocs } from './measuring/report.ts';
import { snapshot } from './benches/snapshot.ts';
import { steps } from './benches/steps.ts';
import { shoppers } from './benches/shoppers.ts';
import { stockWritten } from './benches/stock-written.ts';
import { urgent } from './benches/urgent.ts';

const benches: Bench[] = [
  outbox,
  snapshot,
  projection,
  live,
  steps,
  orders,
  bulk,
  pagesLoad,
  rebuild,
  shoppers,
  stockWritten,
  ordersClosed,
  urgent,
  crowd,
  aged,
  mapping,
  databases,
  files,
  idle,
  isolation,
];
const usage = `npm run bench -- [options]
  --only <name>   one of ${benches.map(({ name }) => name).join(', ')}; may be given several times
  --quick         a look in under five minutes, not a figure: fewer operations, one round, one installation for all, and by
                  itself without the systems of others
  --large         a catalogue of a million as well, some 40 minutes more
  --no-peers      without the systems of others; --peers to have them also with --quick
  --out <file>    writes the figures as JSON: [{name, value, unit, peer, peerValue, ratio, spread}]
  --write-docs    writes what was run into docs/performance.md, with its pictures; not with --quick`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    peers: { type: 'boolean' },
    out: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
const chosen = benches.filter(({ name }) => values.only?.includes(name) ?? true);
const unknown = values.only?.filter((name) => !benches.some((bench) => bench.name === name)) ?? [];
if (values.help || unknown.length > 0 || (values['write-docs'] && values.quick)) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
  process.once(signal, () => void closeAll().then(() => process.exit(1)));

const results: Result[] = [];
for (const bench of chosen) {
  say(styleText('bold', bench.name));
  const conditionOf = watchMachine();
  try {
    const figures = await bench.run({
      quick: values.quick,
      large: values.large,
      peers: values.peers ?? !values.quick,
      say: (text) => say(`${bench.name}: ${text}`),
    });
    const condition = conditionOf();
    results.push({ bench, figures, condition });
    for (const figure of figures) console.log(line(figure));
    say(words(condition));
  } catch (error) {
    console.error(`${bench.name} has no figures:`, error);
    process.exitCode = 1;
  }
}
await leaveInstallation().catch((error: unknown) => {
  console.error('The figures do not count:', error);
  process.exitCode = 1;
});
await closeAll();
const figures = results.flatMap((result) => result.figures);
const plain = figures.map(({ name, value, unit, peer, ratio, spread }) => {
  return { name, value, unit, peer: peer?.name, peerValue: peer?.value, ratio, spread };
});
if (values.out) writeFileSync(values.out, `${JSON.stringify(plain, undefined, 2)}\n`);
if (values['write-docs']) {
  const all = benches.map(({ name }) => name);
  await writeDocs(results, { command: commandOf(process.argv.slice(2)), all });
}
process.exit();

function line(figure: Figure): string {
  const { name, value, unit, aim, peer, ratio, ratioAim, spread } = figure;
  const text = `${name.padEnd(58)} ${String(value).padStart(10)} ${unit}`;
  const beside = peer ? `; ${peer.name} ${peer.value}: ${ratio} ×` : '';
  const between = spread ? ` (${spread.min}–${spread.max})` : '';
  const wanted = [aim && wish(aim), ratioAim && peer && `${wish(ratioAim)} ×`].filter(Boolean).join(', ');
  const verdict = wanted && `  ${styleText(isMet(figure) ? 'green' : 'red', `(aim ${wanted})`)}`;
  return `${text}${beside}${between}${verdict}`;
}

/** As somebody else would call it: where the figures were put is nobody's business. */
function commandOf(args: readonly string[]): string {
  const others = args.filter((arg, index) => arg !== '--out' && args[index - 1] !== '--out');
  return ['npm run bench --', ...others].join(' ');
}
