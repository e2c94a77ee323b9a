import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultHome } from '../paths.ts';
import { optionNames, portNames, portOption, portsFrom, type Ports } from '../ports/port-plan.ts';

export interface StartOptions {
  home: string;
  fresh: boolean;
  replicas: number;
  verbose: boolean;
  /** The interface on which the shop's page is served. */
  shopHost: string;
  ports: Ports;
  /** Documents of sources that are applied after the start. */
  sources: readonly string[];
  /** Whether the demo's back office is run, and is a source. */
  demo: boolean;
}

const defaultBase = 4000;
/** Ports above 1023 that the fetch standard forbids, so that neither browsers nor health checks reach them. */
const forbiddenPorts = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10_080,
];
export const usage = `npm start -- [options]
  --fresh                  begin anew: forget all data of this home
  --source <file>          apply this document of a source after the start; may be given several times
  --without-demo           run without the demo's back office: the sources are those that were applied
  --port <port>            the shop's page (${portsFrom(defaultBase).storefront})
  --back-office-port <p>   the back office's page (${portsFrom(defaultBase)['demo-erp']})
  --<name>-port <port>     one of ${portNames.filter((name) => !optionNames[name]).join(', ')}
  --port-base <port>       all ports, counted from here (${defaultBase})
  --host                   serve the shop's page on every interface, everything else stays on loopback
  --replicas <n>           run each service n times
  --data <folder>          keep data, logs and addresses there, so that a second one can run
  --verbose                show the logs of Kafka, PostgreSQL, the registry and Zipkin as well`;

/** Reads the command line of `npm start` and `npm run dev`. @throws Error that says what is wrong with it */
export function readStartOptions(args: string[]): StartOptions & { help: boolean } {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(portNames.map((name) => [portOption(name).slice(2), text])),
      'port-base': text,
      fresh: flag,
      host: flag,
      help: flag,
      verbose: flag,
      replicas: text,
      data: text,
      source: { type: 'string', multiple: true },
      'without-demo': flag,
    },
  });
  const { source = [], ...single } = values as typeof values & { source?: string[] };
  const given = single as Record<string, string | boolean | undefined>;
  const whole = (name: string, fallback: number, [min, max]: [number, number]) => {
    const value = given[name] === undefined ? fallback : Number(given[name]);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new Error(`--${name} must be a whole number from ${min} to ${max}, not ${String(given[name])}`);
    }
    return value;
  };
  const planned = portsFrom(whole('port-base', defaultBase, [1024, 65_400]));
  for (const name of portNames) {
    planned[name] = whole(portOption(name).slice(2), planned[name], [1, 65_535]);
    if (forbiddenPorts.includes(planned[name])) {
      throw new Error(
        `Browsers refuse port ${planned[name]} (${name}). Choose another with ${portOption(name)} <port>.`,
      );
    }
  }
  return {
    home: typeof given.data === 'string' ? resolve(given.data) : defaultHome,
    fresh: given.fresh === true,
    help: given.help === true,
    verbose: given.verbose === true,
    replicas: whole('replicas', 1, [1, 9]),
    shopHost: given.host === true ? '0.0.0.0' : '127.0.0.1',
    ports: planned,
    // npm runs in the folder of the checkout, whichever it was called from.
    sources: source.map((file) => resolve(process.env.INIT_CWD ?? '.', file)),
    demo: given['without-demo'] !== true,
  };
}
