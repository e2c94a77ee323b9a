import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { askControl, type ControlRequest } from '../control/control.ts';
import { defaultHome } from '../paths.ts';

const usage = `npm run service -- list
npm run service stop|start|restart <name>
  a service, one of its replicas (orders-2), or kafka, postgres, registry, zipkin
  --data <folder>   of an installation that was started with it`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, help: { type: 'boolean' } },
});
const request = readRequest(positionals);
if (!request || values.help) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
const reply = await askControl(values.data ? resolve(values.data) : defaultHome, request);
if (!reply) console.error('Throughline is not running here. Start it with:  npm start');
else (reply.ok ? console.log : console.error)(reply.text);
process.exitCode = reply?.ok ? 0 : 1;

function readRequest([command, name]: string[]): ControlRequest | undefined {
  if (command === 'list') return { command };
  if (name && (command === 'start' || command === 'stop' || command === 'restart')) return { command, name };
  return undefined;
}
