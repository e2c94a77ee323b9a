import { metrics as api } from '@opentelemetry/api';
import type { Attributes, MeterProvider, ObservableCallback } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceFindings } from './service-findings.ts';
import type { ServiceFinding } from './service-findings.ts';

const now = new Date('2026-11-29T12:00:00Z');
const refused: ServiceFinding = {
  ...{ kind: 'hand-over-refused', subject: 'demo', count: 2, since: new Date('2026-11-29T11:58:20Z') },
  worth: [{ currency: 'EUR', amount: '238.5' }],
  remedy: 'mend what it says',
};
const held: ServiceFinding = {
  kind: 'record-held',
  subject: 'demo|items',
  count: 7,
  since: null,
  remedy: 'look',
};

/** Gauges by name, each with the callbacks that are there now. */
function gauges() {
  const callbacks = new Map<string, Set<ObservableCallback>>();
  const createObservableGauge = (name: string) => {
    const own = new Set<ObservableCallback>();
    callbacks.set(name, own);
    const addCallback = (callback: ObservableCallback) => own.add(callback);
    return { addCallback, removeCallback: (callback: ObservableCallback) => own.delete(callback) };
  };
  api.setGlobalMeterProvider({ getMeter: () => ({ createObservableGauge }) } as unknown as MeterProvider);
  /** One scrape: values of every gauge, with the name in front. */
  const collect = async () => {
    const seen: unknown[] = [];
    const rounds = [...callbacks].flatMap(([name, own]) =>
      [...own].map((callback) => {
        const observe = (value: number, attributes?: Attributes) =>
          void seen.push([name, value, ...Object.values(attributes ?? {})]);
        return callback({ observe });
      }),
    );
    await Promise.all(rounds);
    return seen;
  };
  return { collect };
}

describe('what a service finds', () => {
  let collect: () => Promise<unknown[]>;
  let findings: ServiceFindings;
  beforeEach(() => {
    ({ collect } = gauges());
    findings = new ServiceFindings(() => now);
  });
  afterEach(() => api.disable());

  it('is what its parts find, in the order in which they were added', async () => {
    findings.add('exports', async () => [refused]);
    findings.add('nothing', () => []);
    findings.add('quarantine', () => [held]);
    expect(await findings.all()).toEqual([refused, held]);
  });

  it('without parts is nothing', async () => {
    expect(await findings.all()).toEqual([]);
  });

  it('comes from one part of a name', () => {
    findings.add('exports', () => []);
    expect(() => findings.add('exports', () => [])).toThrow('There are findings named exports already');
  });

  it('is looked for once for all who ask at the same time, and again for whoever asks later', async () => {
    const look = vi.fn(() => [refused]);
    findings.add('exports', look);
    expect(await Promise.all([findings.all(), findings.all()])).toEqual([[refused], [refused]]);
    expect(look).toHaveBeenCalledTimes(1);
    await findings.all();
    expect(look).toHaveBeenCalledTimes(2);
  });

  it('is looked for again after a look that failed', async () => {
    const look = vi.fn(() => [refused]);
    look.mockImplementationOnce(() => {
      throw new Error('the database is away');
    });
    findings.add('exports', look);
    await expect(findings.all()).rejects.toThrow('the database is away');
    expect(await findings.all()).toEqual([refused]);
  });

  it('is measured by kind and subject: how many, and for how long', async () => {
    findings.add('all', () => [refused, held]);
    findings.onApplicationBootstrap();
    expect(await collect()).toEqual([
      ['throughline.findings', 2, 'hand-over-refused', 'demo'],
      ['throughline.findings', 7, 'record-held', 'demo|items'],
      ['throughline.findings.age.seconds', 100, 'hand-over-refused', 'demo'],
      ['throughline.findings.age.seconds', 0, 'record-held', 'demo|items'],
    ]);
  });

  it('is no older than nothing when its source is ahead of our clock', async () => {
    findings.add('all', () => [{ ...refused, since: new Date('2026-11-29T12:00:01Z') }]);
    findings.onApplicationBootstrap();
    expect((await collect())[1]).toEqual([
      'throughline.findings.age.seconds',
      0,
      'hand-over-refused',
      'demo',
    ]);
  });

  it('is told as none once it is over, because a gauge would keep its last value', async () => {
    const look = vi.fn(() => [refused]);
    findings.add('all', look);
    findings.onApplicationBootstrap();
    await collect();
    look.mockReturnValue([]);
    expect(await collect()).toEqual([
      ['throughline.findings', 0, 'hand-over-refused', 'demo'],
      ['throughline.findings.age.seconds', 0, 'hand-over-refused', 'demo'],
    ]);
  });

  it('is measured until the service ends', async () => {
    findings.add('all', () => [refused]);
    findings.onApplicationBootstrap();
    findings.onApplicationShutdown();
    expect(await collect()).toEqual([]);
  });
});
