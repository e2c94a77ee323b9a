import { execFileSync } from 'node:child_process';
import { roles } from '../../libs/service/src/access/permissions.ts';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { orderBody, shopOf } from '../system/shop.ts';
import { services, settled } from '../system/staff.ts';
import { attach } from '../system/system.ts';
import { type Answer, ask, each } from './answer.ts';
import { type Attack, attacksOn } from './attacks.ts';
import { type Facts, gatherFacts } from './facts.ts';
import { signed, signingKey, soundClaims } from './identity.ts';
import { type Route, allRoutes } from './routes.ts';
import { differences, fingerprints } from './state.ts';
import { table } from './table.ts';

const home = inject('home');
const system = attach(home);
const authorization = `Bearer ${signed(soundClaims(...roles), signingKey(home))}`;
/** What a process may keep of thousands of requests that it refused, once it is warm. */
const growthBytes = 48 * 1024 * 1024;

/** For thousands of requests on a machine that has other work. */
const longMs = 900_000;

let routes: Route[];
let facts: Facts;
/** A third of what was refused. */
const refused: Attack[] = [];
let refusals = 0;
beforeAll(async () => {
  routes = await allRoutes(system);
  facts = await gatherFacts(system);
  await settled(system);
});

describe('a sound request', () => {
  it('is understood on every route, so that what is spoilt below was sound before', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      const [first] = spoil(route);
      const { status, text } = await send(first!);
      if (status === 400 || status >= 500) wrong.push(`${route.name}: ${status} ${text.slice(0, 300)}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe.each(services)('spoilt requests to %s', (service) => {
  it(
    'are refused with a problem that names the field, or taken as they are, and never fail',
    async () => {
      const attacks = routes
        .filter((route) => route.service === service)
        .flatMap((route) => some(route, [...attacksOn(route, table.get(route.name)!.sample(facts))]));
      const wrong: string[] = [];
      await each(attacks, async (attack) => {
        const answer = await send(attack);
        const fault = faultOf(attack, answer);
        if (fault) wrong.push(`${attack.name}\n    ${fault} ${answer.text.slice(0, 300)}`);
        if (answer.status >= 400 && refusals++ % 3 === 0) refused.push(attack);
      });
      expect(wrong, `${wrong.length} of ${attacks.length}`).toEqual([]);
    },
    longMs,
  );
});

describe('what was refused', () => {
  it(
    'is refused again, and leaves everything as it was',
    async () => {
      expect(refused.length).toBeGreaterThan(1_000);
      await settled(system);
      const before = await fingerprints(system);
      const taken: string[] = [];
      await each(refused, async (attack) => {
        const { status } = await send(attack);
        if (status < 400) taken.push(`${attack.name}: ${status}`);
      });
      await settled(system);
      expect(taken).toEqual([]);
      expect(differences(before, await fingerprints(system))).toEqual([]);
    },
    longMs,
  );

  it(
    'leaves no process bigger',
    async () => {
      const grown = (before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>) =>
        [...now].filter(([name, bytes]) => bytes > (before.get(name) ?? 0) + growthBytes);
      // A heap may grow for a while before it is collected; what leaks grows with each turn.
      let before = memory();
      let bigger: [string, number][] = [];
      for (let turn = 0; turn < 5; turn += 1) {
        await each(refused, send);
        const now = memory();
        bigger = grown(before, now);
        if (bigger.length === 0) break;
        before = now;
      }
      expect(bigger).toEqual([]);
    },
    longMs,
  );

  it('keeps nobody from ordering', async () => {
    const shop = shopOf(system);
    const { state } = await shop.placeAndWait(orderBody([{ sku: facts.sku, quantity: 1 }]));
    expect(state).not.toBe('rejected');
  });
});

/** Routes for operators are the same code everywhere: in full at one service, here and there at the others. */
function some({ path, service }: Route, attacks: Attack[]): Attack[] {
  return path.startsWith('/ops/') && service !== 'orders' ? attacks.filter((_, i) => i % 20 === 0) : attacks;
}

function* spoil(route: Route): Generator<Attack> {
  const sample = table.get(route.name)!.sample(facts);
  yield {
    name: route.name,
    url: `${route.url}${route.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => sample.path?.[name] ?? 'x')}?${new URLSearchParams(sample.query)}`,
    init: {
      method: route.method,
      headers: { ...sample.headers, ...(sample.body && { 'content-type': 'application/json' }) },
      ...(sample.body && { body: JSON.stringify(sample.body) }),
    },
    at: undefined,
  };
}

function send({ url, init }: Attack): Promise<Answer> {
  return ask(url, { ...init, headers: { authorization, ...(init.headers as Record<string, string>) } });
}

/** What is wrong with an answer to a spoilt request. */
function faultOf({ at }: Attack, { status, text, problem, headers }: Answer): string | undefined {
  if (status >= 500) return `answers ${status}`;
  if (status < 400) return undefined;
  if (!problem) return `refuses (${status}) without a problem, as ${headers.get('content-type')}`;
  if (problem.status !== status || !problem.title) return 'has a problem that does not fit';
  if (/node_modules|\.(ts|js|mjs):\d+|\bat \w+ \(|select |insert |relation "/i.test(text))
    return 'tells of the code';
  if (status !== 400 && status !== 422) return undefined;
  if (at && !problem.errors?.some(({ field }) => isAbout(field, at.field)))
    return `does not name ${at.field}`;
  return undefined;
}

/** A refusal may name what holds the field, or a part of it. */
function isAbout(named: string, field: string): boolean {
  // Of what could not even be decoded, only the whole can be named.
  if (named === 'address' || named === 'body') return true;
  const [a, b] = [named, field].map((path) => path.replaceAll('[', '.['));
  return `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`);
}

function memory(): Map<string, number> {
  const { pids } = system.endpoints();
  return new Map(
    services.flatMap((service) =>
      system.processes(service).map((name): [string, number] => {
        const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pids[name])], { encoding: 'utf8' });
        return [name, Number(kilobytes) * 1024];
      }),
    ),
  );
}
