import { invariants } from './checks.ts';
import type { House } from './house.ts';
import type { Round } from './rounds.ts';

/** What a run has shown. */
export interface Report {
  seed: number;
  command: string;
  minutes: number;
  rounds: number;
  faults: number;
  orders: number;
  statements: number;
  /** Requests and forms that had to be sent again. */
  repeated: number;
  byKind: { name: string; times: number; p50: number; max: number }[];
  violations: { round: number; check: string; found: unknown[] }[];
  examples: string[];
}

export function reportOf(
  rounds: readonly Round[],
  { driver, books, clerk }: House,
  run: { seed: number; command: string; minutes: number },
): Report {
  const recoveries = rounds.flatMap(({ faults, recovery }) => faults.map(({ name }) => ({ name, recovery })));
  const byKind = [...Map.groupBy(recoveries, ({ name }) => name)].map(([name, list]) => {
    const sorted = list.map(({ recovery }) => recovery).toSorted((a, b) => a - b);
    return {
      name,
      times: sorted.length,
      p50: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0,
      max: sorted.at(-1) ?? 0,
    };
  });
  return {
    ...run,
    rounds: rounds.length,
    faults: recoveries.length,
    orders: driver.taken.length,
    statements: books.statements,
    repeated: driver.unanswered + clerk.unanswered,
    byKind: byKind.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    violations: rounds.flatMap(({ round, violations }) => violations.map((one) => ({ round, ...one }))),
    examples: rounds.flatMap(({ faults }) => faults.map(({ what }) => what)),
  };
}

export function textOf(report: Report): string {
  const { seed, rounds, faults, orders, statements, repeated, byKind, violations } = report;
  return [
    `seed ${seed}: ${rounds} rounds, ${faults} faults, ${orders} orders and ${statements} statements checked, ${repeated} requests repeated`,
    '',
    `${'fault'.padEnd(24)}${'times'.padStart(6)}${'p50 s'.padStart(8)}${'max s'.padStart(8)}`,
    ...byKind.map(
      ({ name, times, p50, max }) =>
        `${name.padEnd(24)}${String(times).padStart(6)}${p50.toFixed(1).padStart(8)}${max.toFixed(1).padStart(8)}`,
    ),
    '',
    violations.length === 0
      ? 'Everything held.'
      : violations
          .map(({ round, check, found }) => `round ${round}, ${check}: ${JSON.stringify(found)}`)
          .join('\n'),
  ].join('\n');
}

/** The page on reliability, from what runs have shown. */
export function pageOf(reports: readonly Report[]): string {
  const kinds = Map.groupBy(
    reports.flatMap(({ byKind }) => byKind),
    ({ name }) => name,
  );
  const rows = [...kinds]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, list]) => {
      const times = list.reduce((sum, one) => sum + one.times, 0);
      const weighted = list.toSorted((a, b) => a.p50 - b.p50);
      const p50 = weighted[Math.floor((weighted.length - 1) / 2)]?.p50 ?? 0;
      const max = Math.max(...list.map((one) => one.max));
      return `| ${name} | ${times} | ${p50.toFixed(1)} | ${max.toFixed(1)} |`;
    });
  const runs = reports.map(
    ({ command, rounds, faults, orders, statements, repeated, violations }) =>
      `| \`${command}\` | ${rounds} | ${faults} | ${orders} | ${statements} | ${repeated} | ${violations.length} |`,
  );
  return `# Reliability

What was broken, what had to hold, and how long it took until it did. Two replicas of every service run as \`npm start\`
runs them; shoppers order, press twice, cancel and ask again; a clerk counts, prices, ships and invoices in the back
office. Each round inflicts one or two faults, drawn by the seed, while all that goes on. Then it waits, five minutes
at most, until everything below holds against the harness's own books: every order and every statement it made.

\`\`\`sh
npm run test:faults -- --minutes 20
npm run test:faults -- --seed 42 --hours 2 --faults kill,erp-answer-lost --out faults.json
npm run test:faults -- --mutants
\`\`\`

## What holds

${invariants.map((name) => `- ${name}`).join('\n')}

## Runs

| command | rounds | faults | orders | statements | repeated | violations |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${runs.join('\n')}

## Time to recover

Seconds from the end of the fault until everything holds. People go on ordering for the first three of them, so that
nothing is below three; the aim is thirty. Two faults at once count for both.

| fault | times | p50 s | max s |
| --- | ---: | ---: | ---: |
${rows.join('\n')}
`;
}
