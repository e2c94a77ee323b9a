import { Clock, type ServiceConfig } from '@throughline/service';
import type { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import type { environment } from '../environment.ts';
import { ReferenceData } from './reference-data.cache.ts';

const rate = (value: string, validFrom: string, validTo: string | null) => ({
  country: 'DE',
  category: 'standard',
  rate: value,
  validFrom,
  validTo,
});
const taxes = [rate('19', '2021-01-01', '2026-07-01'), rate('16', '2026-07-01', null)];

/** Reference data that rest on a set clock, and on taxes that change with July in Berlin. */
async function referenceAt(clock: { instant: string }): Promise<ReferenceData> {
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
