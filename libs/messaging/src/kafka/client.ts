import { createRequire } from 'node:module';
import { logger } from '@throughline/telemetry';
import kafkajs from 'kafkajs';
import type { ISocketFactory, Kafka, SASLOptions, logCreator } from 'kafkajs';
import type { KafkaSettings } from '../settings.ts';
import { gzipCodec } from './gzip-codec.ts';
import { type RequestQueue, sleepWhileNothingWaits } from './idle-queue.ts';
import {
  type BrokerPool,
  type Cluster,
  type MetadataResponse,
  goOnWithoutLeader,
} from './leaderless-partitions.ts';

const { CompressionCodecs, CompressionTypes, Kafka: KafkaClient, logLevel } = kafkajs;

const require = createRequire(import.meta.url);
const { prototype: queue } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
const newSocket = (require('kafkajs/src/network/socketFactory') as () => ISocketFactory)();
sleepWhileNothingWaits(queue);
const { prototype: pool } = require('kafkajs/src/cluster/brokerPool') as { prototype: BrokerPool };
const { prototype: cluster } = require('kafkajs/src/cluster') as { prototype: Cluster };
const { versions } = require('kafkajs/src/protocol/requests/metadata') as { versions: string[] };
const responses = versions.map(
  (version) => require(`kafkajs/src/protocol/requests/metadata/v${version}/response`) as MetadataResponse,
);
goOnWithoutLeader(responses, pool, cluster);

CompressionCodecs[CompressionTypes.GZIP] = () => gzipCodec;

// Failures that matter are also thrown, and reported by the caller.
const logs: logCreator =
  () =>
  ({ log, namespace }) =>
    logger.debug({ kafka: namespace, error: log['error'] as unknown }, log.message);

export interface ClientOptions {
  readonly requestTimeout?: number;
  /** Called when a connection was closed. */
  readonly onDisconnect?: () => void;
}

/** A client of the cluster; it connects when it is used. */
export function createClient(
  { brokers, ssl, sasl }: KafkaSettings,
  clientId: string,
  { requestTimeout = 10_000, onDisconnect }: ClientOptions = {},
): Kafka {
  return new KafkaClient({
    clientId,
    brokers: [...brokers],
    ...(ssl !== undefined && { ssl }),
    ...(sasl && { sasl: sasl as SASLOptions }),
    connectionTimeout: 2_000,
    requestTimeout,
    ...(onDisconnect && { socketFactory: (to) => newSocket(to).once('close', onDisconnect) }),
    logLevel: logLevel.WARN,
    logCreator: logs,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => false },
  });
}
