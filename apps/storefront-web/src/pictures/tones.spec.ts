import { describe, expect, it } from 'vitest';
import { bright, main, metal, paintOf, rubber, shade, swatchOf, tint } from './tones.ts';

const [neutral, silver, black, red, grey] = ['#6f7f78', '#a9b0b5', '#2b2d30', '#c2312a', '#868c90'];

describe('the paint of a colour', () => {
  it.each([
    ['red', red],
    ['grey', grey],
    ['gray', grey],
    ['silver/black', silver],
    [' black / silver', black],
    ['mauve', neutral],
    ['constructor', neutral],
    ['', neutral],
    [null, neutral],
  ])('%j is that of its first word, or a neutral one', (color, paint) => {
    expect(paintOf(color)).toBe(paint);
  });

  it('is a paint of its own for each colour', () => {
    const colors = ['black', 'red', 'blue', 'silver', 'yellow', 'white', 'grey', 'green', 'orange', 'multi'];
    const paints = colors.map(paintOf);
    expect(new Set([...paints, neutral]).size).toBe(colors.length + 1);
    for (const paint of paints) expect(paint).toMatch(/^#[0-9a-f]{6}$/);
  });
});

describe('the dot of a colour', () => {
  it('is painted with it, half and half when there are two', () => {
    expect(swatchOf('red')).toBe(red);
    expect(swatchOf('mauve')).toBe(neutral);
    expect(swatchOf('silver/black')).toBe(`linear-gradient(135deg, ${silver} 50%, ${black} 50%)`);
    expect(swatchOf('red/')).toBe(red);
  });

  it('has all colours for many of them', () => {
    expect(swatchOf('multi')).toBe('conic-gradient(#c2312a, #e3b31c, #2f7d4f, #2a62b8, #c2312a)');
  });
});

describe('the tones of a drawing', () => {
  it('are the paint of the item: as it is, with black in the shade, and with white in the light', () => {
    expect({ main, shade, tint }).toEqual({
      main: 'var(--paint)',
      shade: 'color-mix(in oklab, var(--paint) 72%, black)',
      tint: 'color-mix(in oklab, var(--paint) 70%, white)',
    });
  });

  it('are a grey of its own for each material, whatever the paint', () => {
    expect({ rubber, metal, bright }).toEqual({ rubber: '#34393a', metal: '#8e9799', bright: '#d5dadb' });
  });
});
