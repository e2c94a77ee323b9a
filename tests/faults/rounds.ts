import { backOfficeFaults } from './catalogue/back-office.ts';
import { clusterFaults } from './catalogue/cluster.ts';
import { databaseFaults } from './catalogue/databases.ts';
import { poisonFaults } from './catalogue/poison.ts';
import { processFaults } from './catalogue/processes.ts';
import { restoreFaults } from './catalogue/restore.ts';
import { sourceFaults } from './catalogue/sources.ts';
import { documentsListed } from './followed.ts';
import { converge, type Violation } from './converge.ts';
import { seconds, type Fault } from './fault.ts';
import type { Installation } from './installation.ts';
import { Random } from './random.ts';

export const catalogue: readonly Fault[] = [
  ...processFaults,
  ...databaseFaults,
  ...restoreFaults,
  ...[...backOfficeFaults, ...poisonFaults].map((fault) => ({ ...fault, sources: 1 })),
  ...clusterFaults,
  ...sourceFaults.map((fault) => ({ ...fault, sources: 2 })),
];

const together = 0.3;
const secondsBefore = 2;
const secondsAfter = 3;
/** With a clerk who edits documents, who needs time for it. */
const secondsOfEdits = 20;

/** What happened in one round. */
export interface Round {
  round: number;
  faults: { name: string; what: string }[];
  /** Seconds from the end of the last fault until everything held, with people ordering for the first three of them. */
  recovery: number;
  violations: Violation[];
}

/** The faults of a round: the same for the same seed, whatever the machine's pace. */
export function plan(seed: number, round: number, chosen: readonly Fault[]): Fault[] {
  // A deck is dealt before it is shuffled anew, so that each kind has its turn.
  const deck = (number: number) => new Random(seed * 1_000 + number).shuffled(chosen);
  const at = (place: number) => deck(Math.floor(place / chosen.length))[place % chosen.length] as Fault;
  const first = at(round);
  const random = new Random(seed * 7_919 + round);
  if (random.next() >= together) return [first];
  const others = chosen.filter((one) => one.besides && one.name.split('-')[0] !== first.name.split('-')[0]);
  return others.length === 0 ? [first] : [first, random.pick(others)];
}

/** Opens the installation to people, inflicts, closes it, and waits until everything holds. */
export async function runRound(
  installation: Installation,
  seed: number,
  round: number,
  { chosen, patienceMs }: { chosen: readonly Fault[]; patienceMs: number },
): Promise<Round> {
  const faults = plan(seed, round, chosen);
  installation.say(`round ${round + 1}: ${faults.map(({ name }) => name).join(' and ')}`);
  installation.open();
  await seconds(secondsBefore);
  const violations: Violation[] = [];
  const inflicted = await Promise.all(
    faults.map(async (fault, index) => {
      const random = new Random(seed * 104_729 + round * 10 + index);
      try {
        const { what, problems = [] } = await fault.inflict(installation, random);
        installation.say(`  ${what}`);
        if (problems.length > 0) violations.push({ check: `${fault.name} is dealt with`, found: problems });
        return { name: fault.name, what };
      } catch (error) {
        installation.say(`  ${String(error)}`);
        violations.push({ check: `${fault.name} can be inflicted and lifted`, found: [String(error)] });
        return { name: fault.name, what: String(error) };
      }
    }),
  );
  const lifted = Date.now();
  await seconds(installation.edits ? secondsOfEdits : secondsAfter);
  const closed = await Promise.race([installation.close().then(() => true), seconds(patienceMs / 1_000)]);
  if (!closed) violations.push({ check: 'everybody gets an answer', found: ['somebody still waits'] });
  const { at, violation } = await converge(installation, new Random(seed + round), patienceMs);
  if (violation) violations.push(violation);
  const recovery = Math.round((at - lifted) / 100) / 10;
  installation.say(violation ? `  ${JSON.stringify(violation)}` : `  all holds after ${recovery} s`);
  if (installation.edits)
    installation.say(`  ${await documentsListed(installation.system)} documents differ`);
  return { round: round + 1, faults: inflicted, recovery, violations };
}
