import type { Route } from './routes.ts';
import type { Sample } from './table.ts';
import { addresses, bodies, longAddresses, values } from './nasty.ts';

/** A request that may be wrong in one place. */
export interface Attack {
  /** For messages. */
  name: string;
  url: string;
  init: RequestInit;
  /** Where it is wrong, when a refusal has to name that. */
  at: { in: 'path' | 'query' | 'body'; field: string } | undefined;
}

/** Everything that is tried on a route: each part of the sound request spoilt in each way, and all of the body. */
export function* attacksOn(route: Route, sample: Sample): Generator<Attack> {
  const attack = (
    how: string,
    at: Attack['at'],
    spoilt: { path?: [string, string]; query?: string; body?: string | Buffer; headers?: object } = {},
  ): Attack => {
    const path = route.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
      spoilt.path?.[0] === name ? spoilt.path[1] : encodeURIComponent(sample.path?.[name] ?? 'x'),
    );
    const query = spoilt.query ?? new URLSearchParams(sample.query).toString();
    const body = spoilt.body ?? (sample.body && JSON.stringify(sample.body));
    return {
      name: `${route.name} ${how}`.slice(0, 200),
      url: `${route.url}${path}${query === '' ? '' : `?${query}`}`,
      init: {
        method: route.method,
        headers: {
          ...sample.headers,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...spoilt.headers,
        },
        ...(body !== undefined && { body: body as BodyInit }),
      },
      at,
    };
  };

  for (const { name } of route.parameters.filter((parameter) => parameter.in === 'path'))
    for (const text of addresses)
      yield attack(`path ${name}=${text}`, { in: 'path', field: name }, { path: [name, text] });

  for (const { name } of route.parameters.filter((parameter) => parameter.in === 'query')) {
    const { [name]: _, ...others } = sample.query ?? {};
    const rest = new URLSearchParams(others).toString();
    const at = { in: 'query', field: name } as const;
    for (const text of [...addresses, ...longAddresses])
      yield attack(`query ${name}=${text}`, at, { query: `${rest}&${name}=${text}` });
    yield attack(`query ${name} twice`, at, { query: `${rest}&${name}=a&${name}=b` });
    yield attack(`query ${name}[]`, undefined, { query: `${rest}&${name}[]=a&${name}[__proto__][x]=1` });
  }
  yield attack('query __proto__', undefined, { query: '__proto__=1&constructor=1&__proto__[a]=1' });
  yield attack('query of a thousand names', undefined, {
    query: Array.from({ length: 1_000 }, (__, i) => `k${i}=1`).join('&'),
  });

  if (sample.body === undefined) return;
  for (const path of leaves(sample.body)) {
    const field = path
      .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
      .join('')
      .slice(1);
    for (const value of values)
      yield attack(
        `body ${field}=${value.slice(0, 60)}`,
        { in: 'body', field },
        { body: spoiltBody(sample.body, path, value) },
      );
  }
  const extra = JSON.stringify({ ...sample.body, isAdmin: true });
  yield attack('body with one field more', undefined, { body: extra });
  for (const body of bodies) yield attack(`body ${String(body).slice(0, 60)}`, undefined, { body });
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'x', ''])
    yield attack(`type ${type}`, undefined, { headers: { 'content-type': type } });
  yield attack('compressed', undefined, { headers: { 'content-encoding': 'gzip' } });
}

/** Paths of all values of a body, containers included. */
function leaves(value: unknown, path: string[] = []): string[][] {
  const own = path.length === 0 ? [] : [path];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))];
}

/** The body as text, with other JSON text at one place; not all that is tried can be written by JSON.stringify. */
function spoiltBody(body: object, path: readonly string[], text: string): string {
  const copy: unknown = structuredClone(body);
  const mark = '@@spoilt@@';
  const inner = path
    .slice(0, -1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], copy);
  (inner as Record<string, unknown>)[path.at(-1) ?? ''] = mark;
  return JSON.stringify(copy).replace(JSON.stringify(mark), () => text);
}
