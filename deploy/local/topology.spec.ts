import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import {
  databaseOf,
  serviceNames,
  services,
  startOrder,
  storeNames,
  stores,
  type PartName,
} from './topology.ts';

const everything: PartName[] = [...serviceNames, ...storeNames];

describe('the order of starting', () => {
  it('puts each part after all that it needs', () => {
    const order = startOrder(everything);
    expect(order.toSorted()).toEqual(everything.toSorted());
    for (const part of everything) {
      const { needs } = { ...stores, ...services }[part];
      for (const need of needs)
        expect(order.indexOf(need), `${need} before ${part}`).toBeLessThan(order.indexOf(part));
    }
  });

  it('leaves out what is run by somebody else', () => {
    expect(startOrder(['registry', 'catalog'])).toEqual(['registry', 'catalog']);
  });
});

describe('the topics', () => {
  it('are those of the catalogue, each published by its owner', () => {
    const published = serviceNames.flatMap((name) => services[name].publishes.map((topic) => [topic, name]));
    const owners = Object.values(topics).map(({ name, owner }) => [name, owner]);
    expect(published.toSorted()).toEqual(owners.toSorted());
  });

  it('are consumed by those whose handlers say so', () => {
    for (const name of serviceNames) {
      const folder = join(import.meta.dirname, '../../apps', name, 'src');
      const handled = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
        .flatMap((file) => [
          ...readFileSync(join(folder, file), 'utf8').matchAll(/@OnBatch\(\w+, '([a-z.-]+)'/g),
        ])
        .map(([, topic]) => topic);
      expect([...services[name].consumes].toSorted(), name).toEqual([...new Set(handled)].toSorted());
    }
  });

  it('are consumed only when somebody publishes them', () => {
    const published = serviceNames.flatMap((name): readonly string[] => services[name].publishes);
    for (const name of serviceNames)
      expect(published).toEqual(expect.arrayContaining([...services[name].consumes]));
  });
});

it('gives every service a database of its own', () => {
  expect(databaseOf('erp-adapter')).toBe('erp_adapter');
  expect(new Set(serviceNames.map(databaseOf)).size).toBe(serviceNames.length);
});
