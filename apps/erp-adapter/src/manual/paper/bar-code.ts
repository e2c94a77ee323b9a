/** Bars of a Code 128, from the left: where each begins and how wide it is, in modules. */
export interface BarCode {
  bars: readonly { at: number; width: number }[];
  modules: number;
}

/** What scanners read reliably has no more. */
const longest = 32;

/**
 * A text as Code 128; null for one that has characters or a length that scanners do not read.
 * @param widthsOf widths of bars and spaces in turns, from the first bar
 */
export function barCodes(widthsOf: (text: string) => { sbs: number[] }[]): (text: string) => BarCode | null {
  return (text) => {
    if (text.length > longest || !/^[\x20-\x7e]+$/.test(text)) return null;
    const bars: { at: number; width: number }[] = [];
    let at = 0;
    for (const [index, width] of (widthsOf(text)[0]?.sbs ?? []).entries()) {
      if (index % 2 === 0) bars.push({ at, width });
      at += width;
    }
    return { bars, modules: at };
  };
}
