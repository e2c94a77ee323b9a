/** Colours and type of the shop's pages; light and dark by what the reader prefers, light on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfbf8, #121614);
  --panel: light-dark(#eff1ec, #1c2220);
  --raised: light-dark(#ffffff, #191e1c);
  --ink: light-dark(#1b211e, #eceee9);
  --quiet: light-dark(#59625d, #a7b0ab);
  --line: light-dark(#d9dcd5, #343c38);
  --edge: light-dark(#7d8782, #7d8782);
  --accent: light-dark(#14614b, #7ed3b1);
  --accent-soft: light-dark(#e2efe9, #1d3a30);
  --warn: light-dark(#8a4b00, #f2bd6a);
  --warn-soft: light-dark(#fdf1dd, #352711);
  --bad: light-dark(#a6291d, #ff9d8f);
  --bad-soft: light-dark(#fcebe8, #3a1b17);
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); line-height: 1.5; scroll-behavior: smooth; }
body { margin: 0 auto; padding: clamp(1rem, 4vw, 3rem); max-width: 72rem;
  font: 1rem/1.5 Inter, system-ui, -apple-system, 'Segoe UI', sans-serif; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.728rem, 5vw, 2.488rem); letter-spacing: -0.02em; }
h2 { font-size: 1.44rem; margin: 3rem 0 1rem; }
h3 { font-size: 1.2rem; }
p { margin: 0.5rem 0; max-width: 65ch; text-wrap: pretty; }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.quiet { color: var(--quiet); }
.kicker { color: var(--quiet); margin: 0 0 0.25rem; }
.verdict { border-radius: 0.75rem; padding: 1.25rem 1.5rem; margin: 1.5rem 0; border: 1px solid; }
.verdict h2 { margin: 0; font-size: 1.728rem; }
.verdict p { margin: 0.25rem 0 0; color: var(--ink); }
.verdict.yes { color: var(--accent); background: var(--accent-soft); }
.verdict.no { color: var(--bad); background: var(--bad-soft); }
dl.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: 1rem; margin: 0; }
dl.figures dt { color: var(--quiet); font-size: 0.833rem; }
dl.figures dd { margin: 0; font-size: 1.44rem; font-variant-numeric: tabular-nums; }
ol.first { margin: 0; padding: 0; list-style: none; counter-reset: first; display: grid; gap: 0.75rem; }
ol.first li { counter-increment: first; display: grid; grid-template-columns: 2rem 1fr; column-gap: 0.75rem; }
ol.first li::before { content: counter(first); grid-row: span 2; font-weight: 600; text-align: center;
  width: 2rem; height: 2rem; line-height: 2rem; border-radius: 50%; background: var(--panel); }
ol.first p { margin: 0; }
.scroll { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
caption { text-align: left; color: var(--quiet); font-size: 0.833rem; padding-bottom: 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 1.5rem 0.4rem 0; overflow-wrap: normal; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 500; font-size: 0.833rem; white-space: nowrap; }
tbody th { font-weight: 500; }
td code, th code, th a { overflow-wrap: normal; }
tbody th { min-width: 8.5rem; }
article table { width: auto; min-width: min(100%, 28rem); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.position { width: 5rem; font-variant-numeric: tabular-nums; }
.share { display: inline-block; width: 4rem; height: 0.4rem; margin-right: 0.5rem; vertical-align: middle;
  border-radius: 0.2rem; background: linear-gradient(currentColor 0 0) 0 / max(1px, var(--part)) 100% no-repeat, var(--panel);
  print-color-adjust: exact; }
.percent { display: inline-block; min-width: 4rem; }
.badge { font-size: 0.833rem; padding: 0.1rem 0.5rem; border-radius: 1rem; white-space: nowrap; }
.blocks { color: var(--bad); background: var(--bad-soft); }
.warns { color: var(--warn); background: var(--warn-soft); }
.tells { color: var(--quiet); background: var(--panel); }
article { background: var(--raised); border: 1px solid var(--line); border-radius: 0.75rem;
  padding: 1.25rem 1.5rem; margin: 0 0 1rem; scroll-margin-top: 1rem; }
article:target, tr:target { border-color: var(--accent); }
.head { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: baseline; justify-content: space-between; }
.head .number { color: var(--quiet); white-space: normal; text-align: left; }
.value, code, pre { font: 0.875rem/1.5 ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, monospace; }
.value { white-space: pre-wrap; overflow-wrap: anywhere; }
tr:target { background: var(--accent-soft); }
.value + .value { margin-left: 1rem; }
.unseen { color: var(--warn); background: var(--warn-soft); border-radius: 0.2rem; }
pre { margin: 0; padding: 1rem; background: var(--panel); border-radius: 0.5rem; overflow-x: auto; max-height: 24rem; }
@media (max-width: 40rem) { article { padding: 1rem; } th, td { padding-right: 0.75rem; } .share { display: none; } }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  article, tr, .verdict { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  pre { max-height: none; white-space: pre-wrap; }
  .scroll { overflow: visible; }
  a { color: inherit; text-decoration: none; }
}
`;
