import { expect, it } from 'vitest';
import { alpsMap } from '../fixtures/skus.ts';
import { componentViews } from './kit-components.ts';

it('components are told by name and with their page where they are products, else by number', () => {
  const components = [
    { sku: 'MP-ALPS', quantity: 2 },
    { sku: 'XX-1', quantity: 1 },
    { sku: 'YY-1', quantity: 3 },
  ];
  const names = new Map([
    ['MP-ALPS', { model: 'MP', texts: alpsMap().texts, color: null, size: null }],
    ['YY-1', { model: 'YY', texts: [], color: null, size: null }],
  ]);
  expect(componentViews(components, names, 'de')).toEqual([
    { sku: 'MP-ALPS', quantity: 2, name: 'Alpenkarte', model: 'MP' },
    { sku: 'XX-1', quantity: 1, name: 'XX-1', model: null },
    { sku: 'YY-1', quantity: 3, name: 'YY-1', model: 'YY' },
  ]);
});
