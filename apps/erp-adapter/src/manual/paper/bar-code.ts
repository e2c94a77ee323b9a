import bwip from 'bwip-js';

/** Bars of a Code 128, from the left: where each begins and how wide it is, in modules. */
export interface BarCode {
  bars: readonly { at: number; width: number }[];
  modules: number;
}

/** What scanners read reliably has no more. */
const longest = 32;

/** The text as Code 128; null for one that has characters or a length that scanners do not read. */
export function barCode(text: string): BarCode | null {
  if (text.length > longest || !/^[\x20-\x7e]+$/.test(text)) return null;
  const [drawn] = bwip.raw({ bcid: 'code128', text }) as { sbs: number[] }[];
  const bars: { at: number; width: number }[] = [];
  let at = 0;
  for (const [index, width] of (drawn?.sbs ?? []).entries()) {
    // Bars and spaces take turns, and the first is a bar.
    if (index % 2 === 0) bars.push({ at, width });
    at += width;
  }
  return { bars, modules: at };
}
