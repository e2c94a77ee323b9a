import { invariants } from './checks.ts';
import type { Installation } from './installation.ts';
import { catalogue, type Round } from './rounds.ts';

/** How long it took after a fault, in seconds, each time. */
interface Recovery {
  name: string;
  seconds: number[];
}

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
  byKind: Recovery[];
  violations: { round: number; check: string; found: unknown[] }[];
  examples: string[];
}

export function reportOf(
  rounds: readonly Round[],
  { driver, books, clerk }: Installation,
  run: { seed: number; command: string; minutes: number },
): Report {
  const recoveries = rounds.flatMap(({ faults, recovery }) => faults.map(({ name }) => ({ name, recovery })));
  const byKind = [...Map.groupBy(recoveries, ({ name }) => name)].map(([name, list]) => {
    return { name, seconds: list.map(({ recovery }) => recovery) };
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

function spread(seconds: readonly number[]): { p50: string; max: string } {
  const sorted = seconds.toSorted((a, b) => a - b);
  const p50 = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return { p50: p50.toFixed(1), max: (sorted.at(-1) ?? 0).toFixed(1) };
}

export function textOf(report: Report): string {
  const { seed, rounds, faults, orders, statements, repeated, byKind, violations } = report;
  return [
    `seed ${seed}: ${rounds} rounds, ${faults} faults, ${orders} orders and ${statements} statements checked, ${repeated} requests repeated`,
    '',
    `${'fault'.padEnd(24)}${'times'.padStart(6)}${'p50 s'.padStart(8)}${'max s'.padStart(8)}`,
    ...byKind.map(({ name, seconds }) => {
      const { p50, max } = spread(seconds);
      return `${name.padEnd(24)}${String(seconds.length).padStart(6)}${p50.padStart(8)}${max.padStart(8)}`;
    }),
    '',
    violations.length === 0
      ? 'Everything held.'
      : violations
          .map(({ round, check, found }) => `round ${round}, ${check}: ${JSON.stringify(found)}`)
          .join('\n'),
  ].join('\n');
}

/** What the harness has found in the product, and what became of it. */
const mended = [
  'A document of the back office that differed from the order, and was mended there, went on being shown as different. It is compared again whenever the back office changes it.',
  'A document was made by half in the back office, and units of its order were cancelled while it had no such line. When a clerk had typed in the missing lines, nobody told the back office of the cancellation again, and the order went on being shown as different. It is told again whenever a document that differs has changed.',
  'An order that was cancelled after the back office had shipped it went on being shown as different, although both sides knew that it had left. Units that have left do not count as cancelled, and what was amended is read back.',
  'The database of orders was put back, and orders were placed for the second time that named a price which it no longer knew. Inventory had answered the first time, so its answer was read again while such an order waited for the price, passed over, and never given again: the order stayed undecided. What others say of an order that is still being checked is kept until it is placed.',
  'The database of inventory was put back, and inventory decided again about the orders that had been placed since, in another order than the first time and together with new ones. It refused what it had promised: 54 of 635 lines of accepted orders were without a claim, and the shop showed more than there was. A restored database decides nothing before it has taken over what it had said.',
  'The database of orders was put back while prices changed, and 214 orders that had been placed and shipped were checked anew and rejected. How they stood is taken over.',
  'PostgreSQL crashed on a full disk and took back the last milliseconds of a projection, as it may. The reader, whose memory was ahead of the database, noticed it with the next record of that partition, and there was none: an order waited for an address that had been read. Whenever the session with the database is opened anew, every group goes back to where the database says it stands.',
  'The back office refused most documents for some seconds. Each order that had failed waited for its own next attempt, twice as long as for the one before, also when the cause was gone: the last went through 58 s after. When one that had been put off goes through, all others are tried at once.',
  'The table of items was emptied and filled again in two transactions, and the orders that came in between were refused and stayed so. A refused order is tried again when the customer or an item that it names is read anew.',
  'Where no warehouse had all units of a line, the back office took it from a store. The claim on it went on lessening what the warehouses had to sell, and what kits of them there were, until the order was shipped: the shop had three bottles fewer than the back office called available. What waits at a place that does not serve the web is settled.',
  'Items were gone for the moment in which a document of them was written: it was made without its lines, and its order went on as if it were being delivered. Of a document all lines are written, or nothing.',
];

/** Properties that were tried for an hour, each with a seed. */
const properties = [
  [
    'the price of the shop is what the back office itself charges, at every instant, whatever is on its lists (`price-of-the-back-office.spec.ts`)',
    '20261130',
    'nothing',
  ],
  [
    'claims leave as much to sell as the back office has, and are for open units of their line, whatever becomes of the document (`claims-follow-documents.spec.ts`)',
    '20261131',
    'nothing; with 20261130, after 24,805 stories, a case of one of the known defects, which is among its examples now',
  ],
];

/** The page on reliability, from what runs have shown. */
export function pageOf(reports: readonly Report[]): string {
  const kinds = Map.groupBy(
    reports.flatMap(({ byKind }) => byKind),
    ({ name }) => name,
  );
  const rows = [...kinds]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, list]) => {
      const seconds = list.flatMap((one) => one.seconds);
      const { p50, max } = spread(seconds);
      return `| ${name} | ${seconds.length} | ${p50} | ${max} |`;
    });
  const missing = catalogue.filter(({ name }) => !kinds.has(name)).map(({ name }) => name);
  const runs = reports.map(
    ({ command, rounds, faults, orders, statements, repeated, violations }) =>
      `| \`${command}\` | ${rounds} | ${faults} | ${orders} | ${statements} | ${repeated} | ${violations.length} |`,
  );
  return `# Reliability

What was broken, what had to hold, and how long it took until it did. Two replicas of every service run as \`npm start\`
runs them; shoppers order, press twice, cancel and ask again; a clerk counts, prices, ships and invoices in the back
office. Each round inflicts one or two faults, drawn by the seed, while all that goes on. Then it waits, five minutes
at most, until everything below holds against the harness's own books: every order and every statement it made.

With \`--sources 2\` there are two back offices, which both have everything and disagree: the first is given the orders and
says all but stock, the second has the shelves. The clerk counts in the second, and ships in the first what lies there.

With \`--clerk edits\` the clerk also changes documents after they were entered, by forms and by SQL, in one commit or in
several: quantities, lines, items, prices, charges, addresses and references, deliveries taken back and corrected, invoices
corrected, deleted and credited, orders deleted and copied, stock moved, tables emptied and filled again. What has to hold
then follows from the documents themselves, as the connector wrote them and as they are now.

With \`--switches\` nothing else is broken: stock and prices are switched between the modes of the plan, as a whole, by
family and by place, and processes of the adapter are killed, while 50 orders and 200 counts a second are begun (or as many
as the machine can). What a mode has published after it was switched off, twice or out of turn is seen beside the outbox.

\`\`\`sh
npm run test:faults -- --minutes 20
npm run test:faults -- --seed 42 --hours 2 --faults kill,erp-answer-lost --out faults.json
npm run test:faults -- --brokers 3
npm run test:faults -- --sources 2
npm run test:faults -- --clerk edits
npm run test:faults -- --switches 100
unshare --mount npm run test:faults -- --own-disk --faults disk-full
npm run test:faults -- --planted
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

Not drawn in these runs: ${missing.join(', ') || 'none'}.

## What held for an hour

Properties in \`tests/contract\` that \`npm test\` tries a few times, and these runs for an hour each:
\`THROUGHLINE_PROPERTY_MINUTES=60 THROUGHLINE_PROPERTY_SEED=… npm test -- unit\`.

| property | seed | found |
| --- | --- | --- |
${properties.map((row) => `| ${row.join(' | ')} |`).join('\n')}

## What it found

${mended.map((text) => `- ${text}`).join('\n')}
`;
}
