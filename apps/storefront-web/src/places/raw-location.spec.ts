import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchRoute } from 'wouter';
import { decoded, escaped } from './raw-location.ts';

const noParser = () => {
  throw new Error('The route is a pattern');
};
/** As the router does before it takes an address apart. */
const byRouter = (text: string) => (text.includes('%') ? decodeURI(text) : text);

describe('the address of a product', () => {
  const code = fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40, size: 'max' }),
      fc.string({ unit: fc.constantFrom(...'A%25F,/+#?"&= .Ä🚲'), minLength: 1, maxLength: 20 }),
    )
    .filter((text) => text.isWellFormed() && text !== '.' && text !== '..');

  it('leads to it, whatever its model and SKU hold', () => {
    fc.assert(
      fc.property(code, code, (model, sku) => {
        const href = `/products/${encodeURIComponent(model)}?sku=${encodeURIComponent(sku)}`;
        const { pathname, search } = new URL(href, 'https://shop.example');
        const path = byRouter(escaped(pathname));
        expect(path).toBe(pathname);
        const [isMatch, params] = matchRoute(noParser, /^\/products\/([^/]+?)\/?$/i, path);
        expect(isMatch).toBe(true);
        expect(decoded(String(params?.[0]))).toBe(model);
        expect(new URLSearchParams(byRouter(escaped(search.slice(1)))).get('sku')).toBe(sku);
      }),
    );
  });

  it('that nobody can decode is taken as it stands', () => {
    expect(decoded('50%')).toBe('50%');
    expect(decoded('A%2FB')).toBe('A/B');
  });
});
