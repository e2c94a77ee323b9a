import { startInstallation } from './start-installation.ts';

const variable = 'THROUGHLINE_TEST_STORES';

/**
 * Set-up of the integration tests: one Kafka, PostgreSQL and registry for all of them, unless the variable names the
 * endpoints of one that runs.
 */
export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[variable]) return undefined;
  const installation = await startInstallation({ ports: 'free', parts: ['kafka', 'postgres', 'registry'] });
  process.env[variable] = installation.endpointsFile;
  return async () => {
    delete process.env[variable];
    await installation.stop();
  };
}
