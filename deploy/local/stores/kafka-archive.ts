import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { say, step } from '../processes/console.ts';
import { jvmEnvironment } from './java.ts';
import { brokerArguments, format, properties } from './kafka-command.ts';
import { brokerCount } from './kafka-metadata.ts';
import { poll } from '../processes/poll.ts';
import { freePort } from '../ports/ports.ts';

const run = promisify(execFile);

/**
 * The broker's classes in the form in which the JVM maps them into memory: a start takes two seconds with it and four to
 * sixteen without. Made once for each JVM by a broker of its own that starts and stops again; undefined when that fails.
 */
async function makeClassArchive(libs: string, file: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-'));
  try {
    const port = await freePort();
    const options = { dataDir: folder, port, controllerPort: await freePort() };
    const propertiesFile = join(folder, 'server.properties');
    writeFileSync(propertiesFile, properties(options));
    await format(libs, propertiesFile);
    const partial = `${file}.${process.pid}`;
    const broker = spawn(
      'java',
      brokerArguments(libs, propertiesFile, [`-XX:ArchiveClassesAtExit=${partial}`]),
      {
        env: jvmEnvironment() as NodeJS.ProcessEnv,
        stdio: 'ignore',
      },
    );
    const ended = once(broker, 'exit');
    const killWithUs = () => broker.kill('SIGKILL');
    process.once('exit', killWithUs);
    await poll('the broker', async () => (await brokerCount(port)) > 0);
    broker.kill('SIGTERM');
    await ended;
    process.off('exit', killWithUs);
    renameSync(partial, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The class archive that belongs to this JVM, made when it is not there; broken or foreign ones are ignored by the JVM. */
export async function classArchive(libs: string): Promise<string> {
  const { stderr } = await run('java', ['-version']);
  const jvm = createHash('sha256').update(stderr).digest('hex').slice(0, 12);
  const file = `${libs}-${jvm}.jsa`;
  if (!existsSync(file)) {
    await step("Kafka's class archive is made, once", () => makeClassArchive(libs, file)).catch(
      (error: unknown) => say(`Kafka starts without a class archive: ${String(error)}`),
    );
  }
  return file;
}
