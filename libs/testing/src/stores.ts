import { readFileSync } from 'node:fs';

/** Where the tests find Kafka, the registry and Postgres. */
export interface TestStores {
  /** `host:port`. */
  readonly kafka: string;
  /** Confluent-compatible API of the registry. */
  readonly registry: string;
  /** Zipkin's address. */
  readonly zipkin: string;
  /** A role that may create databases and roles. */
  readonly postgresAdmin: string;
}

const variable = 'THROUGHLINE_TEST_STORES';

/** The stores named by THROUGHLINE_TEST_STORES, the path of a JSON file with these addresses. */
export function testStores(): TestStores {
  const path = process.env[variable];
  if (path === undefined)
    throw new Error(`${variable} is not set; \`npm test\` starts the stores and sets it`);
  return JSON.parse(readFileSync(path, 'utf8')) as TestStores;
}
