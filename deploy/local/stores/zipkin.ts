import type { Downloads } from './downloads.ts';
import { answers } from '../processes/http.ts';
import { jvmEnvironment, jvmFlags } from './java.ts';
import type { ProcessSpec } from '../processes/process.ts';

export interface ZipkinOptions {
  logFile: string;
  port: number;
  /** Under which alone it answers. */
  path: string;
  /** Where people and services reach it; pages from elsewhere may read nothing of it. */
  address: string;
  downloads: Downloads;
}

/**
 * Makes the command that runs Zipkin; it keeps the newest spans in memory, some 500 orders, and forgets them when it ends.
 * Twice as many fill its heap, and collecting it takes a third of a core at 100 orders a second.
 */
export function prepareZipkin({ logFile, port, path, address, downloads }: ZipkinOptions): ProcessSpec {
  return {
    name: 'zipkin',
    command: 'java',
    args: [
      ...jvmFlags('384m'),
      '-Darmeria.ports[0].ip=127.0.0.1',
      `-Darmeria.ports[0].port=${port}`,
      '-Darmeria.ports[0].protocols[0]=http',
      `-Dzipkin.query.allowed-origins=${address}`,
      // Its own resolver would listen for answers on every interface.
      '-Dcom.linecorp.armeria.useJdkDnsResolver=true',
      '-jar',
      downloads.zipkinJar,
    ],
    // Other users of the machine see the arguments of a process, and not its environment.
    env: jvmEnvironment({ MEM_MAX_SPANS: '100000', ARMERIA_CONTEXTPATH: path }),
    stopSignal: 'SIGTERM',
    isReady: () => answers(`http://127.0.0.1:${port}${path}/health`),
    logFile,
    onConsole: (line) => (/\bERROR\b/.test(line) ? line : undefined),
  };
}
