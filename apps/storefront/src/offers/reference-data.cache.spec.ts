import { Clock, type ServiceConfig } from '@throughline/service';
import type { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import type { environment } from '../environment.ts';
import { ReferenceData } from './reference-data.cache.ts';

const rate = (value: string, validFrom: string, validTo: string | null, more: object = {}) => ({
  ...{ country: 'DE', region: '*', regionName: null, taxClass: '*', category: 'standard' },
  ...{ rate: value, validFrom, validTo },
  ...more,
});
const changing = [rate('19', '2021-01-01', '2026-07-01'), rate('16', '2026-07-01', null)];

/** Reference data that rest on a set clock, and on taxes that change with July in Berlin. */
async function referenceAt(
  clock: { instant: string },
  taxes: readonly object[] = changing,
): Promise<ReferenceData> {
  const query = async (sql: string) => (sql.includes('erp_taxes') ? taxes : []);
  const reference = new ReferenceData(
    { query } as unknown as DataSource,
    new (class extends Clock {
      override now = () => new Date(clock.instant);
    })(),
    { own: { SELLER_TIME_ZONE: 'Europe/Berlin' } } as ServiceConfig<typeof environment>,
  );
  await reference.reload();
  return reference;
}

describe('the rate of a tax', () => {
  it('changes at midnight by the seller’s calendar, and back with the clock', async () => {
    const clock = { instant: '2026-06-30T21:59:00.000Z' };
    const { rateOf } = await referenceAt(clock);
    expect(rateOf('DE', 'standard')).toBe('19');
    clock.instant = '2026-06-30T21:59:59.999Z';
    expect(rateOf('DE', 'standard')).toBe('19');
    clock.instant = '2026-06-30T22:00:00.000Z';
    expect(rateOf('DE', 'standard')).toBe('16');
    clock.instant = '2026-06-30T21:59:59.999Z';
    expect(rateOf('DE', 'standard')).toBe('19');
  });
});

describe('the rates of regions', () => {
  const spain = { country: 'ES' };
  const islands = { ...spain, region: 'CN', regionName: 'Canarias' };
  const taxes = [
    rate('21', '2021-01-01', null, spain),
    rate('7', '2021-01-01', '2026-07-01', islands),
    rate('3', '2026-01-01', null, { ...islands, category: 'reduced', regionName: null }),
    rate('10', '2021-01-01', null, { ...spain, region: 'ML', regionName: 'Melilla' }),
    rate('0.5', '2021-01-01', null, { ...spain, region: 'CE' }),
    rate('0', '2021-01-01', null, { ...spain, region: 'XX', regionName: 'Exempt', taxClass: 'exempt' }),
    rate('1', '2020-01-01', '2021-01-01', { ...spain, region: 'OLD' }),
    rate('2', '2027-01-01', null, { ...spain, region: 'NEW' }),
    rate('0', '2021-01-01', null, { ...spain, taxClass: 'exempt' }),
  ];
  const clock = { instant: '2026-06-30T12:00:00Z' };

  it('count before those of the whole country, for guests those of every class', async () => {
    const { rateOf } = await referenceAt(clock, taxes);
    expect([rateOf('ES', 'standard'), rateOf('ES', 'standard', null)]).toEqual(['21', '21']);
    expect(['CN', 'ML', 'CE', 'XX', 'nowhere'].map((region) => rateOf('ES', 'standard', region))).toEqual([
      ...['7', '10', '0.5', '21', '21'],
    ]);
    expect([rateOf('ES', 'reduced', 'CN'), rateOf('ES', 'reduced')]).toEqual(['3', null]);
  });

  it('make the regions of a country, by name, of those that are in force and for everybody', async () => {
    const reference = await referenceAt(clock, taxes);
    expect(reference.regions('ES')).toEqual([
      { code: 'CN', name: 'Canarias' },
      { code: 'CE', name: 'CE' },
      { code: 'ML', name: 'Melilla' },
    ]);
    expect(reference.regions('DE')).toEqual([]);
    expect(reference.countries()).toEqual([{ country: 'ES', rate: '21' }]);
  });
});
