import { readFileSync } from 'node:fs';
import { Failure, type FieldError, NotFound, Refusal } from './failure.ts';

/** Where a running installation is reached, as `.throughline/endpoints.json` says. */
interface Endpoints {
  kafka: string;
  registry: string;
  services: Record<string, { url: string }>;
  tokens: Record<string, string>;
}

/** A running installation and what an operator may ask of it. */
export class Installation {
  readonly endpoints: Endpoints;

  /** @param file path of the endpoints file that a start writes. */
  constructor(file: string) {
    try {
      this.endpoints = JSON.parse(readFileSync(file, 'utf8')) as Endpoints;
    } catch (cause) {
      throw new Failure(`${file} cannot be read. Is Throughline running (\`npm start\`)?`, { cause });
    }
  }

  /** Services with a messaging kernel, by name; all of them, or the one asked for. */
  services(only?: string): string[] {
    const names = Object.keys(this.endpoints.services).filter((name) => name !== 'demo-erp');
    if (only !== undefined && !names.includes(only))
      throw new Failure(`There is no service ${only}; there are ${names.join(', ')}`);
    return only === undefined ? names : [only];
  }

  /**
   * Asks one service's operator API, as an integrator.
   * @throws Failure with the service's own words when it refuses or does not answer.
   */
  ask<T>(service: string, path: string, command?: object): Promise<T> {
    return this.#call<T>(service, `/ops/${path}`, 'integrator', command);
  }

  /**
   * Reads a route of a service, as an auditor: one who may see everything and change nothing.
   * @param query what is undefined is left out
   * @throws NotFound, and Failure as {@link ask} does
   */
  read<T>(
    service: string,
    path: string,
    query: Readonly<Record<string, string | undefined>> = {},
  ): Promise<T> {
    return this.#call<T>(service, withQuery(path, query), 'auditor');
  }

  /** Has a service do something, as an integrator or in another role. @throws NotFound, and Failure as {@link ask} does */
  command<T>(service: string, path: string, body: object, role = 'integrator'): Promise<T> {
    return this.#call<T>(service, path, role, body);
  }

  /** Reads what only those may see who may change it, as an integrator. @throws NotFound, and Failure as {@link ask} does */
  fetch<T>(service: string, path: string): Promise<T> {
    return this.#call<T>(service, path, 'integrator');
  }

  /** Hands a file to a route, as an integrator. @throws NotFound, and Failure as {@link ask} does */
  upload<T>(service: string, path: string, content: Uint8Array): Promise<T> {
    return this.#call<T>(service, path, 'integrator', content);
  }

  /** As {@link command}, with the method that a route of a resource takes. */
  put<T>(service: string, path: string, body: object): Promise<T> {
    return this.#call<T>(service, path, 'integrator', body, 'PUT');
  }

  /** Has a service take something out, as an integrator. @param query what is undefined is left out */
  remove(
    service: string,
    path: string,
    query: Readonly<Record<string, string | undefined>>,
  ): Promise<undefined> {
    return this.#call(service, withQuery(path, query), 'integrator', undefined, 'DELETE');
  }

  /** What a route has that is no JSON, such as a page to print, as an integrator. @throws NotFound, and Failure as {@link ask} does */
  async download(service: string, path: string): Promise<Buffer> {
    const response = await this.#answer(service, path, 'integrator');
    return Buffer.from(await response.arrayBuffer());
  }

  async #call<T>(service: string, path: string, role: string, body?: object, method?: string): Promise<T> {
    const text = await (await this.#answer(service, path, role, body, method)).text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async #answer(
    service: string,
    path: string,
    role: string,
    body?: object,
    method = body === undefined ? 'GET' : 'POST',
  ): Promise<Response> {
    const url = `${this.endpoints.services[service]?.url}${path}`;
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${this.endpoints.tokens[role]}`,
          ...(body !== undefined && {
            'content-type': body instanceof Uint8Array ? 'application/octet-stream' : 'application/json',
          }),
        },
        ...(body !== undefined && {
          body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
        }),
        signal: AbortSignal.timeout(30_000),
      });
    } catch (cause) {
      throw new Failure(`${service} does not answer at ${url}`, { cause });
    }
    if (response.ok) return response;
    const text = await response.text();
    const { reason, errors } = problemOf(text);
    if (response.status === 404) throw new NotFound(reason ?? `${service} has nothing at ${path}`);
    const why = reason ?? response.statusText;
    throw new Refusal(`${service}: ${why}`, response.status, why, errors);
  }

  /** Asks several services at once; those that do not answer are reported, not hidden. */
  async askAll<T>(
    services: readonly string[],
    path: string,
  ): Promise<{ service: string; answer?: T; failure?: string }[]> {
    return Promise.all(
      services.map(async (service) => {
        try {
          return { service, answer: await this.ask<T>(service, path) };
        } catch (error) {
          return { service, failure: (error as Error).message };
        }
      }),
    );
  }
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const text = new URLSearchParams(given).toString();
  return text === '' ? path : `${path}?${text}`;
}

function problemOf(body: string): { reason: string | undefined; errors: readonly FieldError[] } {
  try {
    const { title, detail, errors } = JSON.parse(body) as {
      title?: string;
      detail?: string;
      errors?: FieldError[];
    };
    const fields = errors?.map(({ field, message }) => `${field}: ${message}`).join('; ');
    return { reason: fields || detail || title, errors: errors ?? [] };
  } catch {
    return { reason: undefined, errors: [] };
  }
}
