import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../../deploy/local/paths.ts';
import { sectionIn, withSection } from '../mutants/page.ts';
import { writePage } from '../write-page.ts';
import { startInstallation } from './installation.ts';
import { OwnDisk } from './own-disk.ts';
import { pageOf, reportOf, textOf, type Report } from './report.ts';
import { catalogue, runRound, type Round } from './rounds.ts';
import { runPlanted } from '../planted/run-services.ts';
import { runSwitches } from './switching/round.ts';

const usage = `npm run test:faults -- [options]
  --seed <n>        draws the same faults again
  --minutes <n>     how long rounds are begun (10)
  --hours <n>       the same in hours
  --rounds <n>      this many rounds instead
  --faults <names>  of these alone: ${catalogue.map(({ name }) => name).join(', ')}
  --replicas <n>    processes of each service (2)
  --brokers <n>     1, or 3 that each have a copy of every record (1)
  --sources <n>     back offices: 1, or 2 of which the second has the shelves (1)
  --clerk <what>    trade, or edits: changes documents after they were entered as well, by forms and by SQL (trade)
  --switches <n>    instead of faults: flows are switched between the modes of the plan so many times, while processes of
                    the adapter are killed
  --load <o,c>      with --switches: orders and changes of stock a second (50,200)
  --own-disk        PostgreSQL's data on a small disk of its own; Linux, as root, best behind \`unshare --mount\`
  --data <folder>   keep data and logs there
  --out <file>      writes the report as JSON
  --patience <n>    seconds until what does not hold counts as broken (300)
  --keep-going      goes on after something did not hold
  --planted         lets it loose on services with planted faults, each of which it must notice
  --write-docs      writes docs/reliability.md, from this run and those of the files given behind; with --rounds 0 from
                    those alone`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    hours: { type: 'string' },
    rounds: { type: 'string' },
    faults: { type: 'string' },
    replicas: { type: 'string', default: '2' },
    brokers: { type: 'string', default: '1' },
    sources: { type: 'string', default: '1' },
    clerk: { type: 'string', default: 'trade' },
    switches: { type: 'string' },
    load: { type: 'string', default: '50,200' },
    'own-disk': { type: 'boolean', default: false },
    data: { type: 'string' },
    out: { type: 'string' },
    patience: { type: 'string', default: '300' },
    'keep-going': { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
    'write-docs': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const names = values.faults?.split(',');
const brokers = Number(values.brokers);
const sources = Number(values.sources);
const replicas = Number(values.replicas);
const ownDisk = values['own-disk'];
const edits = values.clerk === 'edits';
const switches = values.switches === undefined ? undefined : Number(values.switches);
const [ordersPerSecond = 0, changesPerSecond = 0] = values.load.split(',').map(Number);
const chosen = catalogue.filter(
  (fault) =>
    (names?.includes(fault.name) ?? true) &&
    (fault.brokers ?? brokers) === brokers &&
    (fault.sources ?? sources) === sources &&
    (fault.replicas ?? replicas) <= replicas &&
    (ownDisk || !fault.ownDisk),
);
const unknown = names?.filter((name) => !catalogue.some((fault) => fault.name === name)) ?? [];
const wrong = [
  ...(unknown.length > 0 ? [`There is no ${unknown.join(', ')}.`] : []),
  ...([1, 3].includes(brokers) ? [] : ['--brokers is 1 or 3.']),
  ...([1, 2].includes(sources) ? [] : ['--sources is 1 or 2.']),
  ...(['trade', 'edits'].includes(values.clerk) ? [] : ['--clerk is trade or edits.']),
  ...(edits && sources > 1 ? ['--clerk edits knows of one back office.'] : []),
  ...(switches !== undefined && (edits || sources > 1 || names)
    ? ['--switches is for one back office and a clerk who trades, without other faults.']
    : []),
  ...((switches === undefined || switches > 0) && ordersPerSecond > 0 && changesPerSecond > 0
    ? []
    : ['--switches and both of --load are numbers above zero.']),
  ...(ownDisk && !OwnDisk.possible ? ['--own-disk needs Linux, and root.'] : []),
  ...(chosen.length > 0 ? [] : ['None of these faults can be inflicted on such an installation.']),
];
if (values.help || wrong.length > 0) {
  console.log([...wrong, usage].join('\n'));
  process.exit(values.help ? 0 : 2);
}
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (values.planted) process.exit((await runPlanted(positionals, seed)) ? 0 : 1);
const minutes = Number(values.hours ?? 0) * 60 || Number(values.minutes ?? 10);
const most = Number(values.rounds ?? Number.POSITIVE_INFINITY);
const command = [
  `npm run test:faults -- --seed ${seed}`,
  ...(switches === undefined
    ? [values.rounds ? `--rounds ${most}` : `--minutes ${minutes}`]
    : [`--switches ${switches}`, `--load ${values.load}`]),
  ...(names ? [`--faults ${names.join(',')}`] : []),
  ...(brokers === 1 ? [] : [`--brokers ${brokers}`]),
  ...(sources === 1 ? [] : [`--sources ${sources}`]),
  ...(ownDisk ? ['--own-disk'] : []),
  ...(edits ? ['--clerk edits'] : []),
].join(' ');
console.log(command);

if (values['write-docs'] && most === 0) {
  await writeDocs([]);
  process.exit();
}

const installation = await startInstallation({
  seed,
  home: values.data,
  replicas,
  brokers,
  sources,
  ownDisk,
  edits,
});
const stopped = () => void installation.stop().finally(() => process.exit(1));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.once(signal, stopped);
const rounds: Round[] = [];
try {
  const end = Date.now() + minutes * 60_000;
  const patienceMs = Number(values.patience) * 1_000;
  if (switches !== undefined) {
    const load = { switches, ordersPerSecond, changesPerSecond, patienceMs };
    rounds.push(await runSwitches(installation, seed, load));
  }
  while (
    switches === undefined &&
    rounds.length < most &&
    (values.rounds !== undefined || Date.now() < end)
  ) {
    rounds.push(await runRound(installation, seed, rounds.length, { chosen, patienceMs }));
    // What is wrong now would be wrong in every round that follows.
    if (!values['keep-going'] && (rounds.at(-1)?.violations.length ?? 0) > 0) break;
  }
} finally {
  const report = reportOf(rounds, installation, { seed, command, minutes });
  console.log(`\n${textOf(report)}`);
  if (values.out) writeFileSync(values.out, `${JSON.stringify(report, undefined, 2)}\n`);
  if (values['write-docs']) await writeDocs([report]);
  process.exitCode = report.violations.length > 0 ? 1 : 0;
  await installation.stop();
}
process.exit();

/** Writes the page, from the reports that were kept and this run's own. */
async function writeDocs(own: readonly Report[]): Promise<void> {
  const kept = positionals.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Report);
  const page = join(checkout, 'docs', 'reliability.md');
  const text = pageOf([...kept, ...own]);
  await writePage(page, withSection(text, sectionIn(readFileSync(page, 'utf8'))));
}
