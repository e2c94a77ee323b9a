import { cpus, loadavg, totalmem } from 'node:os';
import type { Bench, Figure } from './figure.ts';
import { isMet } from './figure.ts';

type Result = { bench: Bench; figures: readonly Figure[] };

const resource = /^(memory|CPU) of (.+), (.+)$/;

/** The page of results, as Markdown. `stolen` is the share of CPU time that the machine's host gave to others. */
export function report(results: readonly Result[], stolen: number): string {
  const figures = results.flatMap((result) => result.figures);
  const measured = figures.filter(({ name }) => !resource.test(name));
  const gib = Math.round(totalmem() / 2 ** 30);
  return `# Performance

Made by \`npm run bench -- --write-docs\`; \`npm run bench -- --out figures.json\` gives the same as JSON. Everything runs on
one machine: the stores, the services, and the bench itself. This run: ${cpus().length} cores, ${gib} GiB, Node.js ${process.versions.node}, load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(
      ' / ',
    )} at its end (1, 5 and 15 minutes), ${(stolen * 100).toFixed(0)} % of the CPU time taken by the host
for others.

## Method

Each benchmark runs on a platform of its own in a temporary folder, with the settings of \`npm start\`: PostgreSQL with
\`fsync\`, Kafka with \`acks=all\`, Avro by the registry, traces sampled as always (orders and what people change: all;
the rest: 1 %). Commits wait for the disk, except where a crash only has the same done again: deletions of what was
handed on, and projections. Back office trading by itself and request limits are off.

${results.map(({ bench }) => `- **${bench.name}**: ${bench.what}`).join('\n')}

Memory is the peak over the run, a process with its children, shared pages counted once; CPU is the sum over the run.

## Figures

| figure | value | unit | aim |
| --- | --: | --- | --- |
${measured.map(row).join('\n')}

Where the time goes, what limits, and what comes next: [limits](limits.md).

## Memory and CPU per process

${resourceTable(figures)}
`;
}

function row(figure: Figure): string {
  const { name, value, unit, aim } = figure;
  const wanted = aim && (aim.atLeast === undefined ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`);
  return `| ${name} | ${value} | ${unit} | ${wanted ? `${wanted}, ${isMet(figure) ? 'met' : 'missed'}` : ''} |`;
}

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
