import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { checkout } from '../../../deploy/local/paths.ts';
import { writePage } from '../../write-page.ts';
import { type Bench, type Figure, isMet, wish } from './figure.ts';
import { type Condition, words } from './machine.ts';
import { plot } from './plot.ts';

export type Result = { bench: Bench; figures: readonly Figure[]; condition: Condition };

const resource = /^(memory|CPU) of (.+), (.+)$/;

/** Figures that are no process's memory or CPU. */
function measured(figures: readonly Figure[]): Figure[] {
  return figures.filter(({ name }) => !resource.test(name));
}

/** How the figures came about. */
export interface Run {
  command: string;
  /** Names of all benchmarks, in the order of the page. */
  all: readonly string[];
}

/** Writes the page of results and its pictures: the sections of what was measured, and beside them those there were. */
export async function writeDocs(results: readonly Result[], { command, all }: Run): Promise<void> {
  const docs = join(checkout, 'docs');
  for (const { bench, figures } of results) {
    const picture = plot(bench.name, measured(figures));
    const file = join(docs, pictureOf(bench));
    mkdirSync(dirname(file), { recursive: true });
    if (picture !== undefined) writeFileSync(file, picture);
  }
  const page = join(docs, 'performance.md');
  const sections = sectionsOf(existsSync(page) ? readFileSync(page, 'utf8') : '');
  for (const result of results) sections.set(result.bench.name, section(result, command));
  await writePage(page, pageOf(sections, all));
}

function pictureOf({ name }: Bench): string {
  return `pictures/performance-${name}.svg`;
}

/** The sections of a page by their headings. */
function sectionsOf(page: string): Map<string, string> {
  return new Map(page.split(/^(?=## )/m).map((text) => [/^## (.*)$/m.exec(text)?.[1] ?? '', text]));
}

function pageOf(sections: ReadonlyMap<string, string>, all: readonly string[]): string {
  const left = all.filter((name) => !sections.has(name));
  return `# Performance

\`\`\`sh
npm run bench -- --write-docs
npm run bench -- --only orders --write-docs
npm run bench -- --out figures.json
\`\`\`

The first makes this page, the second makes one of its sections anew: each says which command made it, when, and where.
The third gives the figures as JSON.${left.length > 0 ? ` Without figures: ${left.join(', ')}.` : ''} Everything runs on one machine: the stores, the services, the peers, and the bench itself.

A shared machine is faster in one hour than in another. Before and after each benchmark a fixed computation in one thread
is timed, while nothing else runs: rates compare only where it took the same.

## Method

Each benchmark runs on an installation of its own in a temporary folder, with the settings of \`npm start\`: PostgreSQL with
\`fsync\`, Kafka with \`acks=all\`, Avro by the registry, traces sampled as always (orders and what people change: all;
the rest: 1 %). Commits wait for the disk, except where a crash only has the same done again: deletions of what was
handed on, and projections. Back office trading by itself and request limits are off.

Where there is a peer, it is downloaded on demand and takes turns with ours on the same machine and with the same
durability, three rounds of each. Values are medians. The ratio is ours divided by the peer's of the same round: its
median, and in brackets its smallest and largest. Where there is no peer, the brackets hold the smallest and largest
value, if there were rounds.

Memory is the peak over the run, a process with its children, shared pages counted once; CPU is the sum over the run.

Where the time goes, what limits, and what comes next: [limits](limits.md).

${all.map((name) => sections.get(name) ?? '').join('\n')}`;
}

function section({ bench, figures, condition }: Result, command: string): string {
  const place = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}`;
  const shown = measured(figures);
  const table = resourceTable(figures);
  return `## ${bench.name}

${bench.what}

\`${command}\`, ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, ${place}. ${words(condition)}

${shown.length > 0 ? `![${bench.name}](${pictureOf(bench)})\n\n` : ''}| figure | value | unit | peer | ratio | aim |
| --- | --: | --- | --: | --: | --- |
${shown.map(row).join('\n')}
${table === '' ? '' : `\n${table}\n`}`;
}

function row(figure: Figure): string {
  const { name, value, unit, aim, peer, ratio, ratioAim, spread } = figure;
  const wishes = [aim && wish(aim), ratioAim && peer && `${wish(ratioAim)} ×`].filter(Boolean).join(', ');
  const between = spread ? ` (${spread.min}–${spread.max})` : '';
  const cells = [
    name,
    ratio === undefined ? `${value}${between}` : value,
    unit,
    peer ? `${peer.value} ${peer.name}` : '',
    ratio === undefined ? '' : `${ratio} ×${between}`,
    wishes && `${wishes}: ${isMet(figure) ? 'met' : 'missed'}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What each process used during what, or nothing. */
function resourceTable(figures: readonly Figure[]): string {
  const cells = new Map<string, number>();
  const names = new Set<string>();
  const occasions = new Set<string>();
  for (const { name, value } of figures) {
    const [, kind, process = '', during = ''] = resource.exec(name) ?? [];
    if (kind === undefined || process === 'everything') continue;
    cells.set(`${kind} ${process} ${during}`, value);
    names.add(process);
    occasions.add(during);
  }
  if (names.size === 0) return '';
  const cell = (process: string, during: string) => {
    const memory = cells.get(`memory ${process} ${during}`);
    const cpu = cells.get(`CPU ${process} ${during}`);
    return [memory && `${memory} MiB`, cpu !== undefined && `${cpu} s`].filter(Boolean).join(', ');
  };
  const columns = [...occasions];
  return [
    `| process | ${columns.join(' | ')} |`,
    `| --- |${columns.map(() => ' --: |').join('')}`,
    ...[...names].map((name) => `| ${name} | ${columns.map((during) => cell(name, during)).join(' | ')} |`),
  ].join('\n');
}
