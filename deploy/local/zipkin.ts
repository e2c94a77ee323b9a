import type { Downloads } from './downloads.ts';
import { answers } from './http.ts';
import { jvmEnvironment, jvmFlags } from './java.ts';
import type { ProcessSpec } from './process.ts';

export interface ZipkinOptions {
  logFile: string;
  port: number;
  downloads: Downloads;
}

/** Makes the command that runs Zipkin; it keeps the newest spans in memory and forgets them when it ends. */
export function prepareZipkin({ logFile, port, downloads }: ZipkinOptions): ProcessSpec {
  return {
    name: 'zipkin',
    command: 'java',
    args: [
      ...jvmFlags('384m'),
      '-Darmeria.ports[0].ip=127.0.0.1',
      `-Darmeria.ports[0].port=${port}`,
      '-Darmeria.ports[0].protocols[0]=http',
      '-jar',
      downloads.zipkinJar,
    ],
    env: jvmEnvironment({ MEM_MAX_SPANS: '200000' }),
    stopSignal: 'SIGTERM',
    isReady: () => answers(`http://127.0.0.1:${port}/health`),
    logFile,
    onConsole: (line) => (/\bERROR\b/.test(line) ? line : undefined),
  };
}
