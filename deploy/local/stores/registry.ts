import type { Downloads } from './downloads.ts';
import { answers } from '../processes/http.ts';
import { jvmEnvironment, jvmFlags } from './java.ts';
import type { ProcessSpec } from '../processes/process.ts';

export interface RegistryOptions {
  logFile: string;
  port: number;
  databaseUrl: string;
  downloads: Downloads;
}

/** The address of its Confluent-compatible interface. */
export function registryUrl(port: number): string {
  return `http://127.0.0.1:${port}/apis/ccompat/v7`;
}

/** Makes the command that runs Apicurio Registry on a database of its own. */
export function prepareRegistry({ logFile, port, databaseUrl, downloads }: RegistryOptions): ProcessSpec {
  const database = new URL(databaseUrl);
  return {
    name: 'registry',
    command: 'java',
    args: [...jvmFlags('256m'), '-jar', downloads.registryJar],
    cwd: downloads.registryHome,
    env: jvmEnvironment({
      QUARKUS_HTTP_HOST: '127.0.0.1',
      QUARKUS_HTTP_PORT: String(port),
      QUARKUS_MANAGEMENT_ENABLED: 'false',
      QUARKUS_LOG_CONSOLE_JSON_ENABLED: 'false',
      APICURIO_STORAGE_KIND: 'sql',
      APICURIO_STORAGE_SQL_KIND: 'postgresql',
      APICURIO_DATASOURCE_URL: `jdbc:postgresql://${database.host}${database.pathname}${database.search}`,
      APICURIO_DATASOURCE_USERNAME: decodeURIComponent(database.username),
      APICURIO_DATASOURCE_PASSWORD: decodeURIComponent(database.password),
      APICURIO_DATASOURCE_JDBC_MAX_SIZE: '10',
      APICURIO_DATASOURCE_JDBC_INITIAL_SIZE: '2',
      APICURIO_DATASOURCE_JDBC_MIN_SIZE: '2',
    }),
    stopSignal: 'SIGTERM',
    isReady: () => answers(`${registryUrl(port)}/subjects`),
    logFile,
    onConsole: (line) => (/ (ERROR|FATAL) /.test(line) ? line : undefined),
  };
}
