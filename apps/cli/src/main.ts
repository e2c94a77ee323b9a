import { parseArgs } from 'node:util';
import { adopt, doctor, remedies, remedy } from './commands/doctor.ts';
import { lag } from './commands/lag.ts';
import { listParked, retryParked, skipParked } from './commands/parked.ts';
import { rebuild } from './commands/rebuild.ts';
import { tail } from './commands/tail.ts';
import { topics } from './commands/topics.ts';
import { Failure } from './failure.ts';
import { Installation } from './installation.ts';
import type { Output } from './output.ts';

const usage = `throughline <command> [--json] [--endpoints FILE]

  topics                                     every topic, its owner and its size
  lag [SERVICE]                              how far each group is behind, and what waits in each outbox
  tail TOPIC [--from-beginning] [--key KEY]  records as they arrive, decoded
  parked [SERVICE]                           parked records with their errors
  parked retry GROUP [--topic T] [--key K]   apply them again, each key in order
  parked skip GROUP --topic T --at P/O --reason WHY
  rebuild GROUP [--verify]                   rebuild a projection and swap it in, or only compare
  doctor [SERVICE]                           what is wrong between databases and log, and what to do
  doctor --adopt                             go on with the log as it is, after a restore of the broker
  doctor SERVICE --raise-versions | --keep-versions  go on after a restore of a database`;

const { values: options, positionals } = parseOrExplain();
const [command, ...words] = positionals;

try {
  if (command === undefined || options.help) console.log(usage);
  else {
    const output = await run(new Installation(options.endpoints), command);
    if (output) {
      console.log(options.json ? JSON.stringify(output.json, null, 2) : output.lines.join('\n'));
      process.exitCode = output.status ?? 0;
    }
  }
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function run(installation: Installation, name: string): Promise<Output | undefined> {
  switch (name) {
    case 'topics':
      return topics(installation);
    case 'lag':
      return lag(installation, words[0]);
    case 'tail':
      await tail(installation, need(words[0], 'TOPIC'), {
        fromBeginning: options['from-beginning'],
        json: options.json,
        key: options.key,
      });
      return undefined;
    case 'parked':
      return parked(installation);
    case 'rebuild':
      return rebuild(installation, need(words[0], 'GROUP'), options.verify ? 'verify' : 'swap');
    case 'doctor':
      if (options.adopt && words[0] !== undefined)
        throw new Failure('--adopt is for all services at once: readers go before those whom they read');
      if (options.adopt) return adopt(installation);
      for (const chosen of remedies)
        if (options[chosen]) return remedy(installation, need(words[0], 'SERVICE'), chosen);
      return doctor(installation, words[0]);
    default:
      throw new Failure(`There is no command ${name}\n\n${usage}`);
  }
}

function parked(installation: Installation): Promise<Output> {
  if (words[0] === 'retry')
    return retryParked(installation, {
      group: need(words[1], 'GROUP'),
      topic: options.topic,
      key: options.key,
    });
  if (words[0] === 'skip')
    return skipParked(installation, {
      group: need(words[1], 'GROUP'),
      topic: need(options.topic, '--topic'),
      at: need(options.at, '--at'),
      reason: need(options.reason, '--reason'),
    });
  return listParked(installation, words[0]);
}

function need(value: string | undefined, name: string): string {
  if (value === undefined) throw new Failure(`${name} is missing\n\n${usage}`);
  return value;
}

function parseOrExplain() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        endpoints: { type: 'string', default: process.env['THROUGHLINE_ENDPOINTS'] ?? 'endpoints.json' },
        'from-beginning': { type: 'boolean', default: false },
        key: { type: 'string' },
        topic: { type: 'string' },
        at: { type: 'string' },
        reason: { type: 'string' },
        verify: { type: 'boolean', default: false },
        adopt: { type: 'boolean', default: false },
        'raise-versions': { type: 'boolean', default: false },
        'keep-versions': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}
