import type { Measured, PeerSide } from '../measuring/side-by-side.ts';
import { usageOf } from '../measuring/usage.ts';

/** Somebody else's system, running beside ours, halted until its turn. */
export interface Peer {
  readonly name: string;
  readonly pids: Readonly<Record<string, number>>;
  /** Halts it, so that it takes nothing from what is measured beside it. */
  pause(): void;
  resume(): void;
}

/** A peer as another side of a comparison, running only in its turn; no side where there is no peer. */
export function sideOf<P extends Peer>(
  peer: P | undefined,
  measure: (peer: P) => Promise<Measured>,
): PeerSide[] {
  if (!peer) return [];
  return [{ name: peer.name, run: () => asked(peer, measure) }];
}

/** What a peer, halted as it is between its turns, says about itself. */
export async function asked<P extends Peer, T>(peer: P, question: (peer: P) => Promise<T>): Promise<T> {
  peer.resume();
  try {
    return await question(peer);
  } finally {
    peer.pause();
  }
}

/** The values, and what these processes used meanwhile. */
export async function measured(
  pids: Readonly<Record<string, number>>,
  values: () => Promise<Measured['values']>,
): Promise<Measured> {
  const usage = await usageOf(pids);
  return { values: await values(), used: await usage.since() };
}
