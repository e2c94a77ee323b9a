import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../../deploy/local/paths.ts';
import { copyCheckout } from '../checkout-copy.ts';
import { plant } from './plant.ts';
import { serviceFaults, type ServiceFault } from './service-faults.ts';
import type { Report } from '../faults/report.ts';

const folder = join(checkout, '.throughline', 'planted', 'services');
/** How long a planted fault may go on before what it breaks counts as broken. */
const patienceSeconds = 30;

interface Verdict {
  id: string;
  fault: string;
  verdict: string;
  by: string;
}

/**
 * Plants one fault after the other in a copy of the sources and lets the harness loose on it, and on the copy as it is.
 * @returns whether every one was noticed, and the unchanged copy was not
 */
export async function runPlanted(wanted: readonly string[], seed: number): Promise<boolean> {
  const chosen = serviceFaults.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const verdicts: Verdict[] = [];
  for (const planted of chosen) verdicts.push(await judge(planted, seed));
  let passes = true;
  for (const [sources, planted] of Map.groupBy(chosen, (one) => one.sources ?? 1)) {
    const faults = [...new Set(planted.map(({ faults: inflicted }) => inflicted))];
    const sound = await harness('none', [], { faults, seed, sources });
    passes &&= sound !== undefined && sound.violations.length === 0;
  }
  console.table(verdicts);
  console.log(passes ? 'The services as they are pass' : 'The services as they are do not pass');
  return passes && verdicts.every(({ verdict }) => verdict === 'caught');
}

async function judge(
  { id, fault, changes, faults, sources = 1, breaks }: ServiceFault,
  seed: number,
): Promise<Verdict> {
  const report = await harness(id, changes, { faults: [faults], seed, sources });
  const broken = report?.violations.map(({ check }) => check) ?? [];
  const right = broken.some((check) => breaks.test(check));
  const verdict = right ? 'caught' : broken.length > 0 ? 'broke something else' : 'survived';
  console.log(`${id}: ${verdict}`);
  return { id, fault, verdict: report ? verdict : 'could not be run', by: broken.join('; ') };
}

/** Runs a round of each fault on a copy in which the texts are replaced. */
async function harness(
  id: string,
  changes: ServiceFault['changes'],
  { faults, seed, sources }: { faults: readonly string[]; seed: number; sources: number },
): Promise<Report | undefined> {
  const copy = join(folder, id);
  copyCheckout(copy);
  try {
    plant(copy, id, changes);
    const out = join(copy, 'report.json');
    const child = spawn(
      process.execPath,
      [
        join(copy, 'tests', 'faults', 'main.ts'),
        ...['--seed', String(seed), '--rounds', String(faults.length), '--faults', faults.join(',')],
        ...['--sources', String(sources), '--replicas', '1', '--patience', String(patienceSeconds)],
        ...['--out', out],
      ],
      {
        cwd: copy,
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env: {
          ...process.env,
          THROUGHLINE_CACHE: process.env.THROUGHLINE_CACHE ?? join(checkout, '.throughline', 'cache'),
        },
      },
    );
    await new Promise((resolve) => child.once('exit', resolve));
    return existsSync(out) ? (JSON.parse(readFileSync(out, 'utf8')) as Report) : undefined;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
