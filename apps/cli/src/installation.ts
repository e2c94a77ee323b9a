import { readFileSync } from 'node:fs';
import { Failure } from './failure.ts';

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
   * Asks one service's operator API.
   * @throws Failure with the service's own words when it refuses or does not answer.
   */
  async ask<T>(service: string, path: string, command?: object): Promise<T> {
    const url = `${this.endpoints.services[service]?.url}/ops/${path}`;
    let response: Response;
    try {
      response = await fetch(url, {
        method: command === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${this.endpoints.tokens['integrator']}`,
          ...(command !== undefined && { 'content-type': 'application/json' }),
        },
        ...(command !== undefined && { body: JSON.stringify(command) }),
        signal: AbortSignal.timeout(30_000),
      });
    } catch (cause) {
      throw new Failure(`${service} does not answer at ${url}`, { cause });
    }
    const text = await response.text();
    if (!response.ok) throw new Failure(`${service}: ${reason(text) ?? response.statusText}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
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

function reason(body: string): string | undefined {
  try {
    const { title, detail, errors } = JSON.parse(body) as {
      title?: string;
      detail?: string;
      errors?: { field: string; message: string }[];
    };
    const fields = errors?.map(({ field, message }) => `${field}: ${message}`).join('; ');
    return fields || detail || title;
  } catch {
    return undefined;
  }
}
