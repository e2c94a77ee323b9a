import { type Aim, type Circumstances, type Figure, median, rounded } from './figure.ts';
import { usageFigures } from './resources.ts';
import type { Usage } from './usage.ts';

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
  /** What we want of ours divided by that of each peer. */
  ratioAim?: Aim;
}

/** Somebody else's system as one side. */
export interface PeerSide {
  name: string;
  run: () => Promise<Measured>;
}

export interface Pair {
  /** What the two do, to tell their processes apart in the table of memory and CPU. */
  during: string;
  figures: readonly PairedFigure[];
  ours(): Promise<Measured>;
  peers: readonly PeerSide[];
  /** How often each is measured; a quick run measures once. */
  rounds?: number;
}

/**
 * Measures ours and the peers' in turn.
 * @returns the medians, the ratios with their spread, once for each peer, and what all have used
 */
export async function sideBySide(
  { quick, peers: withPeers, say }: Circumstances,
  { during, figures, ours, peers, rounds = 3 }: Pair,
): Promise<Figure[]> {
  const own: Measured[] = [];
  const others = (withPeers ? peers : []).map((peer) => ({ ...peer, rounds: [] as Measured[] }));
  const one = async (whose: string, run: () => Promise<Measured>) => {
    say(`${during}: ${whose}`);
    const measured = await run();
    const values = Object.entries(measured.values).map(([name, value]) => `${name} ${rounded(value)}`);
    say(`${during}: ${whose}: ${values.join(', ')}`);
    return measured;
  };
  for (let round = 1; round <= (quick ? 1 : rounds); round++) {
    own.push(await one(`round ${round}, ours`, ours));
    for (const peer of others) peer.rounds.push(await one(`round ${round}, ${peer.name}`, peer.run));
  }
  return [
    ...figures.flatMap((figure) => paired(figure, own, others)),
    ...usageFigures(during, medians(own)),
    ...others.flatMap(({ name, rounds }) => usageFigures(`${during} (${name})`, medians(rounds))),
  ];
}

function paired(
  { of, ratioAim, ...figure }: PairedFigure,
  ours: readonly Measured[],
  peers: readonly { name: string; rounds: readonly Measured[] }[],
): Figure[] {
  const own = valuesOf(ours, of);
  if (own.length === 0) return [];
  const value = rounded(median(own));
  const beside = peers.flatMap(({ name, rounds }) => {
    const theirs = valuesOf(rounds, of);
    if (theirs.length === 0) return [];
    const ratios = own.slice(0, theirs.length).map((one, round) => one / (theirs[round] ?? Number.NaN));
    return {
      ...figure,
      value,
      peer: { name, value: rounded(median(theirs)) },
      ratio: rounded(median(ratios)),
      ...(ratioAim && { ratioAim }),
      ...spreadOf(ratios),
    };
  });
  return beside.length > 0 ? beside : [{ ...figure, value, ...spreadOf(own) }];
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
