import {
  deleteRekeyedTopics,
  ensureTopics,
  registerSchemas,
  type KafkaSettings,
} from '@throughline/messaging';

/**
 * The deploy step: creates the topics that are missing and registers the schemas, from the catalogue. Topics whose keys
 * have changed are made anew.
 */
const environment = process.env;
const { REGISTRY_URL: registry } = environment;
if (!registry) throw new Error('REGISTRY_URL is missing');
const deleted = await deleteRekeyedTopics(kafkaSettings(), registry);
if (deleted.length > 0) console.log(`Topics deleted, because their keys have changed: ${deleted.join(', ')}`);
const [created] = await Promise.all([ensureTopics(kafkaSettings()), registerSchemas(registry)]);
console.log(created.length > 0 ? `Topics created: ${created.join(', ')}` : 'All topics are there');
console.log('All schemas are registered');
// After topics were created the client library keeps sockets open that nothing closes.
process.exit(0);

function kafkaSettings(): KafkaSettings {
  const {
    KAFKA_BROKERS: brokers,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = environment;
  if (!brokers) throw new Error('KAFKA_BROKERS is missing');
  const mechanism = saslMechanism(environment.KAFKA_SASL_MECHANISM);
  return {
    brokers: brokers.split(',').map((broker) => broker.trim()),
    namespace: environment.KAFKA_NAMESPACE || undefined,
    ssl: /^(1|true|yes|on)$/i.test(environment.KAFKA_SSL ?? ''),
    sasl: mechanism && username && password ? { mechanism, username, password } : undefined,
  };
}

function saslMechanism(name: string | undefined) {
  if (!name) return undefined;
  if (name === 'plain' || name === 'scram-sha-256' || name === 'scram-sha-512') return name;
  throw new Error(`KAFKA_SASL_MECHANISM ${name} is not known`);
}
