import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { areas, filesOf } from './areas.ts';
import { changedFiles } from '../../deploy/local/testing/changed-files.ts';
import { writePage } from '../write-page.ts';
import { mutate, type Score } from './mutate.ts';
import { sectionIn, sectionOf, withSection } from './page.ts';

/**
 * `npm run test:mutants`: mutates the pure files that have changed since the branch began (or the last commit, or
 * `THROUGHLINE_BASE`), and runs the unit tests on each mutant. `-- --all` mutates all of them, and `-- AREA …` or
 * `-- FILE …` some; what an earlier run found is taken over where neither the mutant nor its tests have changed, but
 * for `--all`. `-- --write-docs` brings all of them up to date, or the areas that are named, and keeps their scores in
 * docs/reliability.md.
 * `-- --planted [id …]` plants faults in the kernel instead. Ends with 1 when an area is below its threshold, or when a
 * mutant that is listed as equivalent survives no more.
 */
const checkout = join(import.meta.dirname, '..', '..');
const args = process.argv.slice(2);

if (args.includes('--planted')) {
  const program = join(import.meta.dirname, '..', 'planted', 'run-kernel.ts');
  const { status } = spawnSync(process.execPath, [program, ...args.filter((arg) => arg !== '--planted')], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}

const names = args.filter((arg) => !arg.startsWith('-'));
const known = areas.flatMap((area) => [area.name, ...filesOf(area)]);
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. There are: ${areas.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const writesDocs = args.includes('--write-docs');
const afresh = args.includes('--all');
const all = afresh || (writesDocs && names.length === 0);
const wanted = new Set(all || names.length > 0 ? names : changedFiles(checkout));
const scores: Score[] = [];
for (const area of areas) {
  const files = filesOf(area).filter((file) => all || wanted.has(area.name) || wanted.has(file));
  if (files.length === 0) continue;
  const started = performance.now();
  const score = await mutate(area, files, { afresh });
  scores.push(score);
  report(score, (performance.now() - started) / 1_000);
}
if (scores.length === 0) console.log('No pure file has changed');
if (writesDocs) {
  const page = join(checkout, 'docs', 'reliability.md');
  const text = readFileSync(page, 'utf8');
  const order = areas.map(({ name }) => name);
  await writePage(page, withSection(text, sectionOf(scores, order, sectionIn(text))));
}
const failed = scores.filter(({ score, threshold, stale }) => score < threshold || stale.length > 0);
console.log(`${scores.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);

function report(
  { area, survivors, stale, score, threshold, killed, equivalent }: Score,
  seconds: number,
): void {
  for (const { file, line, text, replacement, mutator, covered } of survivors)
    console.log(
      `${file}:${line} ${mutator}${covered ? '' : ', no test comes here'}\n    ${text}\n    ${firstLine(replacement)}`,
    );
  for (const { file, line, replacement } of stale)
    console.log(`${file}: listed as equivalent, but is killed or not there: ${line} → ${replacement}`);
  console.log(
    `${area}: ${score.toFixed(1)} % of ${killed + survivors.length} (at least ${threshold} %), ${equivalent} equivalent, ${Math.round(seconds)} s`,
  );
}

function firstLine(text: string): string {
  const [first = '', ...more] = text.split('\n');
  return more.length > 0 ? `${first} …` : first;
}
