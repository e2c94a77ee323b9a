import { UndecodableError } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { eventHeaders, sequenceFrom, timeFrom, typeFrom } from './headers.ts';

const head = {
  id: '0198c0de-0000-7000-8000-000000000001',
  type: 'Availability',
  sequence: 42,
  time: '2026-06-01T08:00:00.125Z',
  key: 'BK-M68B-38',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
} as const;

describe('headers', () => {
  it('follow the CloudEvents binding in binary mode', () => {
    expect(eventHeaders('inventory', head)).toEqual({
      ce_specversion: '1.0',
      ce_id: head.id,
      ce_type: 'throughline.inventory.Availability',
      ce_source: '/throughline/inventory',
      ce_time: '2026-06-01T08:00:00.125Z',
      ce_subject: 'BK-M68B-38',
      ce_sequence: '42',
      'content-type': 'application/avro',
      traceparent: head.traceparent,
    });
    expect(eventHeaders('inventory', { ...head, traceparent: null })).not.toHaveProperty('traceparent');
  });

  it('give back what they were made of', () => {
    const headers = eventHeaders('inventory', head);
    expect(typeFrom('inventory.availability', headers)).toBe('Availability');
    expect(sequenceFrom(headers)).toBe(42);
    expect(timeFrom(headers).toISOString()).toBe(head.time);
  });

  it('name no type that another topic carries or that is not known', () => {
    expect(typeFrom('orders.events', eventHeaders('inventory', head))).toBeUndefined();
    expect(typeFrom('orders.events', { ce_type: 'throughline.orders.OrderTeleported' })).toBeUndefined();
  });

  it.each([
    [() => typeFrom('orders.events', {})],
    [() => sequenceFrom({})],
    [() => sequenceFrom({ ce_sequence: '1.5' })],
    [() => sequenceFrom({ ce_sequence: '' })],
    [() => sequenceFrom({ ce_sequence: '-1' })],
    [() => sequenceFrom({ ce_sequence: '0x10' })],
    [() => sequenceFrom({ ce_sequence: '9007199254740993' })],
    [() => timeFrom({ ce_time: 'yesterday' })],
  ])('are undecodable when they lack what everybody needs (%#)', (read) => {
    expect(read).toThrow(UndecodableError);
  });
});
