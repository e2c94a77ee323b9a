import type { Figure } from './figure.ts';

const width = 760;
const left = 320;
const longest = 300;
const bar = 16;
const gap = 14;
/** Classes of the bars: ours, and those of the peers in the order in which they appear. */
const kinds = ['ours', 'theirs', 'others'];
/** Characters that fit beside the bars at the usual size. */
const longestLabel = 44;

/** A bar chart of figures and what a peer did beside them, one panel for each unit; undefined of none. */
export function plot(title: string, figures: readonly Figure[]): string | undefined {
  if (figures.length === 0) return undefined;
  const peers = [...new Set(figures.flatMap(({ peer }) => peer?.name ?? []))];
  const names = ['Throughline', ...peers];
  const parts: string[] = [];
  let y = 56;
  for (const [unit, group] of Map.groupBy(figures, (figure) => figure.unit)) {
    const most = Math.max(...group.flatMap(({ value, peer }) => [value, peer?.value ?? 0]));
    parts.push(text(24, y, unit, 'unit'));
    y += 12;
    for (const figure of group) {
      const drawn = barsOf(figure, y, { scale: longest / (most || 1), names });
      parts.push(...drawn.parts);
      y = drawn.next;
    }
    y += 22;
  }
  const legend = names.map((name, index) => {
    const x = left + index * 150;
    return `<rect class="${kinds[index]}" x="${x}" y="18" width="12" height="12"/>${text(x + 18, 29, name)}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="${escaped(title)}">
<style>
.paper { fill: #ffffff } text { fill: #1b2733 } .unit { fill: #5b6b7b } .narrow { font-size: 10px } .ours { fill: #1f6feb } .theirs { fill: #c2570c } .others { fill: #7a5ab5 }
@media (prefers-color-scheme: dark) {
  .paper { fill: #12181f } text { fill: #e3e9ef } .unit { fill: #9aa8b5 } .ours { fill: #58a0ff } .theirs { fill: #f0914b } .others { fill: #b79bea }
}
</style>
<rect class="paper" width="${width}" height="${y}" rx="10"/>
${text(24, 29, title)}
${[...(peers.length > 0 ? legend : []), ...parts].join('\n')}
</svg>
`;
}

function barsOf(
  { name, value, peer, ratio }: Figure,
  y: number,
  { scale, names }: { scale: number; names: readonly string[] },
): { parts: string[]; next: number } {
  const ours = one('ours', y, value, scale, ratio === undefined ? '' : ` (${ratio} ×)`);
  const label = text(24, y + 13, name, name.length > longestLabel ? 'narrow' : undefined);
  if (!peer) return { parts: [label, ours], next: y + bar + gap };
  const theirs = kinds[names.indexOf(peer.name)] ?? '';
  return {
    parts: [label, ours, one(theirs, y + bar + 2, peer.value, scale, '')],
    next: y + 2 * bar + 2 + gap,
  };
}

function one(kind: string, y: number, value: number, scale: number, note: string): string {
  const length = Math.max(1, value * scale).toFixed(1);
  return `<rect class="${kind}" x="${left}" y="${y}" width="${length}" height="${bar}" rx="2"/>${text(left + Number(length) + 6, y + 13, `${value}${note}`)}`;
}

function text(x: number, y: number, content: string, kind?: string): string {
  return `<text${kind ? ` class="${kind}"` : ''} x="${x}" y="${y}">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
