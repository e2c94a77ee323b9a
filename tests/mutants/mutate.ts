import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Area, filesOf, specsOf } from './areas.ts';
import { type Equivalent, equivalent } from './equivalent.ts';

const checkout = join(import.meta.dirname, '..', '..');
const reports = join(checkout, '.throughline', 'mutation');

/** As in the schema of mutation testing reports. */
interface Report {
  files: Record<string, { source: string; mutants: ReportedMutant[] }>;
}
interface ReportedMutant {
  mutatorName: string;
  /** Part of what a module does when it is loaded. */
  static?: boolean;
  replacement?: string;
  location: { start: { line: number; column: number }; end: { line: number; column: number } };
  status:
    | 'Killed'
    | 'Survived'
    | 'NoCoverage'
    | 'Timeout'
    | 'RuntimeError'
    | 'CompileError'
    | 'Ignored'
    | 'Pending';
}

export interface Survivor {
  file: string;
  line: number;
  text: string;
  replacement: string;
  mutator: string;
  covered: boolean;
}

export interface Score {
  area: string;
  killed: number;
  /** Survivors that no test can tell from the original. */
  equivalent: number;
  survivors: Survivor[];
  /** Listed as equivalent, in a file that was mutated, and survived no more. */
  stale: Equivalent[];
  /** In percent of the mutants that are not equivalent. */
  score: number;
  threshold: number;
}

/** Mutates files of an area and runs its tests on each mutant. @throws Error when the tests fail without a mutant */
export async function mutate(
  area: Area,
  files: readonly string[] = filesOf(area),
  { afresh = true } = {},
): Promise<Score> {
  const json = join(reports, `${area.name}.json`);
  const settings = join(reports, `${area.name}.settings.json`);
  const earlier = join(reports, `${area.name}.earlier.json`);
  mkdirSync(reports, { recursive: true });
  rmSync(json, { force: true });
  if (!afresh) forgetStatic(earlier);
  writeFileSync(
    settings,
    JSON.stringify({
      packageManager: 'npm',
      testRunner: 'vitest',
      plugins: ['@stryker-mutator/vitest-runner', join(import.meta.dirname, 'sql-ignorer.ts')],
      ignorers: ['sql'],
      vitest: { configFile: 'tests/mutants/vitest.config.ts', related: false },
      mutate: files,
      reporters: ['json'],
      jsonReporter: { fileName: json },
      tempDirName: `.throughline/stryker-${area.name}`,
      ignorePatterns: ['.throughline', '**/dist', 'docs/pictures'],
      concurrency: Number(process.env.THROUGHLINE_MUTANTS_CONCURRENCY ?? 2),
      incremental: true,
      incrementalFile: earlier,
      force: afresh,
      timeoutMS: 20_000,
      allowConsoleColors: false,
    }),
  );
  const said = await stryker(settings, specsOf(area));
  if (!existsSync(json)) throw new Error(`The mutants of ${area.name} could not be tried:\n${said}`);
  const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
  // Files that only an earlier run has mutated are in it too.
  const mutated = Object.entries(report.files).filter(([file]) => files.includes(file));
  return scoreOf(area, { files: Object.fromEntries(mutated) });
}

/**
 * Stryker takes over that a mutant of a module's constants survived also when tests were added that would notice it, for
 * no test is said to cover it. A run that was broken off leaves a file that is none.
 */
function forgetStatic(file: string): void {
  if (!existsSync(file)) return;
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    for (const each of Object.values(report.files))
      each.mutants = each.mutants.filter(({ status, static: whole }) => !whole || status === 'Killed');
    writeFileSync(file, JSON.stringify(report));
  } catch {
    rmSync(file);
  }
}

export function scoreOf({ name, threshold }: Pick<Area, 'name' | 'threshold'>, report: Report): Score {
  let killed = 0;
  const survivors: Survivor[] = [];
  const told = new Set<Equivalent>();
  let same = 0;
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    const lines = source.split('\n');
    for (const { status, location, replacement = '', mutatorName } of mutants) {
      if (status === 'Killed' || status === 'Timeout') killed += 1;
      if (status !== 'Survived' && status !== 'NoCoverage') continue;
      const text = lines[location.start.line - 1]?.trim() ?? '';
      const known = equivalent.find(
        (each) => each.file === file && each.line === text && each.replacement === replacement,
      );
      if (known) {
        told.add(known);
        same += 1;
      } else {
        const { line } = location.start;
        const covered = status === 'Survived';
        survivors.push({ file, line, text, replacement, mutator: mutatorName, covered });
      }
    }
  }
  const stale = equivalent.filter((each) => each.file in report.files && !told.has(each));
  const all = killed + survivors.length;
  const score = all === 0 ? 100 : (100 * killed) / all;
  return { area: name, killed, equivalent: same, survivors, stale, score, threshold };
}

function stryker(settings: string, specs: readonly string[]): Promise<string> {
  const program = join(checkout, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, 'run', settings], {
      cwd: checkout,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, THROUGHLINE_MUTATED_SPECS: JSON.stringify(specs) },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-20_000)));
    child.once('error', reject);
    child.once('close', () => resolve(said));
  });
}
