import { type Aim, type Circumstances, type Figure, median, rounded } from './figure.ts';
import { usageFigures } from './resources.ts';
import { type Usage, usageOf } from './usage.ts';

/** What one round of one side gave. */
export interface Measured {
  /** By the `of` of the figures; what is missing was not measured on this side. */
  values: Readonly<Record<string, number>>;
  /** What each process of this side used meanwhile. */
  used?: Readonly<Record<string, Usage>>;
}

/** A figure that is measured on both sides. */
export interface PairedFigure {
  /** The name of its value in {@link Measured}. */
  of: string;
  name: string;
  unit: string;
  aim?: Aim;
  /** What we want of ours divided by the peer's. */
  ratioAim?: Aim;
}

export interface Pair {
  /** What the two do, to tell their processes apart in the table of memory and CPU. */
  during: string;
  figures: readonly PairedFigure[];
  ours(): Promise<Measured>;
  peer: {
    name: string;
    /** Whether it can be measured without a long preparation; asked for quick runs only. */
    isPrepared(): boolean;
    run(): Promise<Measured>;
  };
  /** How often each is measured; a quick run measures once. */
  rounds?: number;
}

/** The values, and what these processes used meanwhile. */
export async function measured(
  pids: Readonly<Record<string, number>>,
  values: () => Promise<Measured['values']>,
): Promise<Measured> {
  const usage = await usageOf(pids);
  return { values: await values(), used: await usage.since() };
}

/** Measures ours and the peer's in turn. @returns the medians, the ratios with their spread, and what both have used */
export async function sideBySide(
  { quick, peers, say }: Circumstances,
  { during, figures, ours, peer, rounds = 3 }: Pair,
): Promise<Figure[]> {
  const withPeer = peers && (!quick || peer.isPrepared());
  const own: Measured[] = [];
  const theirs: Measured[] = [];
  const one = async (whose: string, run: () => Promise<Measured>) => {
    say(`${during}: ${whose}`);
    const measured = await run();
    const values = Object.entries(measured.values).map(([name, value]) => `${name} ${rounded(value)}`);
    say(`${during}: ${whose}: ${values.join(', ')}`);
    return measured;
  };
  for (let round = 1; round <= (quick ? 1 : rounds); round++) {
    own.push(await one(`round ${round}, ours`, ours));
    if (withPeer) theirs.push(await one(`round ${round}, ${peer.name}`, () => peer.run()));
  }
  return [
    ...figures.flatMap((figure) => paired(figure, own, { name: peer.name, rounds: theirs })),
    ...usageFigures(during, medians(own)),
    ...usageFigures(`${during} (${peer.name})`, medians(theirs)),
  ];
}

function paired(
  { of, ratioAim, ...figure }: PairedFigure,
  ours: readonly Measured[],
  peer: { name: string; rounds: readonly Measured[] },
): Figure[] {
  const own = valuesOf(ours, of);
  if (own.length === 0) return [];
  const theirs = valuesOf(peer.rounds, of);
  const value = rounded(median(own));
  if (theirs.length === 0) return [{ ...figure, value, ...spreadOf(own) }];
  const ratios = own.slice(0, theirs.length).map((one, round) => one / (theirs[round] ?? Number.NaN));
  return [
    {
      ...figure,
      value,
      peer: { name: peer.name, value: rounded(median(theirs)) },
      ratio: rounded(median(ratios)),
      ...(ratioAim && { ratioAim }),
      ...spreadOf(ratios),
    },
  ];
}

function valuesOf(rounds: readonly Measured[], of: string): number[] {
  return rounds.flatMap(({ values }) => values[of] ?? []);
}

/** One round has no spread. */
function spreadOf(values: readonly number[]): Pick<Figure, 'spread'> {
  if (values.length < 2) return {};
  return { spread: { min: rounded(Math.min(...values)), max: rounded(Math.max(...values)) } };
}

/** CPU is the median of the rounds, memory the most of them. */
function medians(rounds: readonly Measured[]): Record<string, Usage> {
  const names = new Set(rounds.flatMap(({ used }) => Object.keys(used ?? {})));
  return Object.fromEntries(
    [...names].map((name) => {
      const each = rounds.flatMap(({ used }) => used?.[name] ?? []);
      const cpuSeconds = rounded(median(each.map((one) => one.cpuSeconds)));
      return [name, { peakMiB: Math.max(...each.map(({ peakMiB }) => peakMiB)), cpuSeconds }];
    }),
  );
}
