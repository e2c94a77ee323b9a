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
  });

  it('are of a trace of its own, not sampled, where the record is of none, and of the same when it is sent again', () => {
    const untraced = { ...head, traceparent: null };
    expect(eventHeaders('inventory', untraced)['traceparent']).toBe(
      '00-0198c0de000070008000000000000001-0198c0de00007000-00',
    );
    expect(
      eventHeaders('inventory', { ...untraced, id: '0198c0de-0000-7000-8000-000000000002' }),
    ).toMatchObject({ traceparent: '00-0198c0de000070008000000000000002-0198c0de00007000-00' });
  });

  it('have what else the propagators say, but one traceparent', () => {
    const fields = { tracestate: 'seller=1', baggage: 'tenant=7' };
    expect(eventHeaders('inventory', { ...head, propagation_fields: fields })).toMatchObject({
      ...fields,
      traceparent: head.traceparent,
    });
    expect(eventHeaders('inventory', { ...head, propagation_fields: null })).toEqual(
      eventHeaders('inventory', head),
    );
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
    ['missing', () => typeFrom('orders.events', {}), 'The header ce_type is missing'],
    ['missing', () => sequenceFrom({}), 'The header ce_sequence is missing'],
    ['missing', () => timeFrom({}), 'The header ce_time is missing'],
    ['no instant', () => timeFrom({ ce_time: 'yesterday' }), 'The header ce_time is yesterday'],
  ])('are undecodable when one that everybody needs is %s', (_, read, message) => {
    expect(read).toThrow(new UndecodableError(message));
  });

  it.each(['1.0', '1.5', '', '-1', '+1', ' 1', '1 ', '1e3', '0x10', '1_000', '٣', '9007199254740992'])(
    'are undecodable when the version is no whole number: %j',
    (text) => {
      expect(() => sequenceFrom({ ce_sequence: text })).toThrow(
        new UndecodableError(`The header ce_sequence is ${text}`),
      );
    },
  );

  it.each([
    ['0', 0],
    ['007', 7],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('take the version %s', (text, sequence) => {
    expect(sequenceFrom({ ce_sequence: text })).toBe(sequence);
  });
});
