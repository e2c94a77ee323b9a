/** The colours of an item as words of the catalogue, in paint. */
const paints = new Map(
  Object.entries({
    black: '#2b2d30',
    red: '#c2312a',
    blue: '#2a62b8',
    silver: '#a9b0b5',
    yellow: '#e3b31c',
    white: '#f7f7f3',
    grey: '#868c90',
    gray: '#868c90',
    green: '#2f7d4f',
    orange: '#d96b1f',
    multi: '#7b4fa3',
  }),
);

const unpainted = '#6f7f78';

/** Paint of a colour by its word; of several, such as `silver/black`, the first. A neutral one for none. */
export function paintOf(color: string | null): string {
  const first = color?.split('/', 1)[0]?.trim() ?? '';
  return paints.get(first) ?? unpainted;
}

/** What a dot that stands for a colour is filled with. */
export function swatchOf(color: string): string {
  if (color === 'multi') return 'conic-gradient(#c2312a, #e3b31c, #2f7d4f, #2a62b8, #c2312a)';
  const [first = '', second] = color.split('/');
  return second ? `linear-gradient(135deg, ${paintOf(first)} 50%, ${paintOf(second)} 50%)` : paintOf(color);
}

/** Materials that keep their colour, whatever the item's. */
export const rubber = '#34393a';
export const metal = '#8e9799';
export const bright = '#d5dadb';

/** The item's own paint, lit and shaded; set by the picture around the drawing. */
export const main = 'var(--paint)';
export const shade = 'color-mix(in oklab, var(--paint) 72%, black)';
export const tint = 'color-mix(in oklab, var(--paint) 70%, white)';
