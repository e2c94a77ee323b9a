import { expect, it } from 'vitest';
import { kafkaSettings } from './tail.ts';

it('reaches the broker as services do: in the clear, or by TLS with a login', () => {
  expect(kafkaSettings('a:1,b:2', {})).toEqual({ brokers: ['a:1', 'b:2'], ssl: false });
  const environment = {
    KAFKA_NAMESPACE: 'blue.',
    KAFKA_SSL: 'TRUE',
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: 'reader',
    KAFKA_SASL_PASSWORD: 'pass',
  };
  expect(kafkaSettings('a:1', environment)).toEqual({
    brokers: ['a:1'],
    ssl: true,
    namespace: 'blue.',
    sasl: { mechanism: 'scram-sha-512', username: 'reader', password: 'pass' },
  });
});
