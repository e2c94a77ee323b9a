import type { ConnectorSettings } from './connect.ts';

/** The outbox of the kernel, read from the change log by Debezium and sent to the topics that its rows name. */
export function outboxRouter(databaseUrl: string, slot: string): ConnectorSettings {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  return {
    name: 'outbox',
    'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
    'database.hostname': hostname,
    'database.port': port,
    'database.user': decodeURIComponent(username),
    'database.password': decodeURIComponent(password),
    'database.dbname': pathname.slice(1),
    'topic.prefix': 'bench',
    'plugin.name': 'pgoutput',
    'slot.name': slot,
    'publication.name': slot,
    'publication.autocreate.mode': 'filtered',
    'table.include.list': 'kernel.outbox',
    'snapshot.mode': 'no_data',
    'tombstones.on.delete': 'false',
    'value.converter': 'io.debezium.converters.BinaryDataConverter',
    'value.converter.delegate.converter.type': 'org.apache.kafka.connect.json.JsonConverter',
    transforms: 'outbox',
    'transforms.outbox.type': 'io.debezium.transforms.outbox.EventRouter',
    'transforms.outbox.table.field.event.id': 'event_id',
    'transforms.outbox.table.field.event.key': 'key',
    'transforms.outbox.table.field.event.payload': 'payload',
    'transforms.outbox.table.fields.additional.placement':
      'type:header:ce_type,sequence:header:ce_sequence,time:header:ce_time,traceparent:header:traceparent',
    'transforms.outbox.route.by.field': 'topic',
    'transforms.outbox.route.topic.replacement': '${routedByValue}',
  };
}

export interface SinkPlace {
  databaseUrl: string;
  registry: string;
  topic: string;
  table: string;
  /** The column that is the key. */
  key: string;
  /** Columns, by their names in the Avro schema. */
  fields: readonly string[];
}

/** A topic of Avro records, upserted into a table by Debezium. */
export function jdbcSink(
  name: string,
  { databaseUrl, registry, topic, table, key, fields }: SinkPlace,
): ConnectorSettings {
  const { host, username, password, pathname } = new URL(databaseUrl);
  return {
    name,
    'connector.class': 'io.debezium.connector.jdbc.JdbcSinkConnector',
    'tasks.max': 1,
    topics: topic,
    'connection.url': `jdbc:postgresql://${host}${pathname}?reWriteBatchedInserts=true`,
    'connection.username': decodeURIComponent(username),
    'connection.password': decodeURIComponent(password),
    'collection.name.format': table,
    'insert.mode': 'upsert',
    'primary.key.mode': 'record_value',
    'primary.key.fields': key,
    'field.include.list': fields.map((field) => `${topic}:${field}`).join(','),
    'schema.evolution': 'none',
    'batch.size': 2_000,
    'consumer.override.max.poll.records': 2_000,
    'value.converter': 'io.apicurio.registry.utils.converter.AvroConverter',
    'value.converter.apicurio.registry.url': registry,
    'value.converter.apicurio.registry.as-confluent': 'true',
    'value.converter.apicurio.registry.use-id': 'contentId',
  };
}
