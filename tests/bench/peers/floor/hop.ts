import kafkajs from 'kafkajs';
import pg from 'pg';

/**
 * One bare hop, a process of its own: what it is told it commits to a table, durably, and then sends on, each by
 * itself. The first hop is told by the process that started it, and the last one tells that process.
 */
const { DATABASE_URL, KAFKA_BROKERS = '', HOP = '', FROM, TO } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 16, idleTimeoutMillis: 0 });
await pool.query(`create table ${HOP} (id int primary key)`);
const client = new kafkajs.Kafka({ brokers: [KAFKA_BROKERS], logLevel: kafkajs.logLevel.NOTHING });

const sendOn = TO === undefined ? (id: number) => process.send?.(id) : await sender(TO);

async function sender(topic: string): Promise<(id: number) => unknown> {
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 6 }] });
  await admin.disconnect();
  const producer = client.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  return (id) => producer.send({ topic, acks: -1, messages: [{ key: String(id), value: null }] });
}

async function take(id: number): Promise<void> {
  await pool.query({ name: 'take', text: `insert into ${HOP} values ($1)`, values: [id] });
  await sendOn(id);
}

if (FROM === undefined) process.on('message', (id: number) => void take(id));
else {
  const consumer = client.consumer({ groupId: HOP });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.connect();
  await consumer.subscribe({ topic: FROM, fromBeginning: true });
  await consumer.run({
    partitionsConsumedConcurrently: 6,
    eachMessage: ({ message }) => take(Number(message.key)),
  });
  await joined;
}
process.on('disconnect', () => process.exit());
process.send?.('ready');
