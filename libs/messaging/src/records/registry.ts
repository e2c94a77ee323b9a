import { schemas, subject, topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import { SystemError, TransientError, UnknownSchemaError } from '../errors.ts';

const requestTimeoutMs = 5_000;

interface RegistryResponse {
  status: number;
  body: {
    id?: number;
    schema?: string;
    message?: string;
    error_code?: number;
    compatibilityLevel?: string;
  };
}

/** Codes of the API for a subject, a version or a schema that is not there. */
const notThere = new Set([40401, 40402, 40403]);

/**
 * The schema registry by its Confluent-compatible API. Services only look up; the deploy step registers. Every call
 * throws a TransientError when the registry is away or busy, and a SystemError when it refuses, or is none.
 */
export class Registry {
  readonly #url: string;

  /** @param url base of the API, `…/apis/ccompat/v7`. */
  constructor(url: string) {
    this.#url = url.replace(/\/$/, '');
  }

  /** Id of a registered schema. @throws TransientError when the deploy step has yet to run. */
  async lookUp(subjectName: string, schema: unknown): Promise<number> {
    const path = `/subjects/${encodeURIComponent(subjectName)}`;
    const { status, body } = await this.#call('POST', path, { schema: JSON.stringify(schema) });
    if (body.id === undefined)
      throw new TransientError(
        `${subjectName} is not registered as we know it (${status}); run the deploy step`,
      );
    return body.id;
  }

  /** Schema by id, parsed. @throws UnknownSchemaError when there is none. */
  async schema(id: number): Promise<unknown> {
    const { status, body } = await this.#call('GET', `/schemas/ids/${id}`);
    if (body.schema === undefined)
      throw new UnknownSchemaError(`The registry has no schema ${id} (${status})`);
    return JSON.parse(body.schema);
  }

  /** The schema last registered under a subject, parsed; undefined when there is none. */
  async newest(subjectName: string): Promise<unknown> {
    const path = `/subjects/${encodeURIComponent(subjectName)}/versions/latest`;
    const { body } = await this.#call('GET', path);
    return body.schema === undefined ? undefined : JSON.parse(body.schema);
  }

  /**
   * Registers a schema under a subject that accepts only what is fully compatible with the one before.
   * @throws Error with the registry's message when it refuses.
   */
  async register(subjectName: string, schema: unknown): Promise<number> {
    const name = encodeURIComponent(subjectName);
    const { body: before } = await this.#call('GET', `/config/${name}`);
    // As contract 0.1 left it, of which the revision 0.2 need only read the records (docs/adr/026).
    if (before.compatibilityLevel === 'FULL_TRANSITIVE')
      await this.#call('PUT', `/config/${name}`, { compatibility: 'BACKWARD_TRANSITIVE' });
    const { status, body } = await this.#call('POST', `/subjects/${name}/versions`, {
      schema: JSON.stringify(schema),
    });
    if (body.id === undefined)
      throw new Error(`${subjectName}: the registry refused (${status}): ${body.message}`);
    await this.#call('PUT', `/config/${name}`, { compatibility: 'FULL' });
    return body.id;
  }

  async #call(method: string, path: string, json?: object): Promise<RegistryResponse> {
    let response: Response;
    try {
      response = await fetch(this.#url + path, {
        method,
        signal: AbortSignal.timeout(requestTimeoutMs),
        headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
        ...(json && { body: JSON.stringify(json) }),
      });
    } catch (cause) {
      throw new TransientError(`The schema registry cannot be reached: ${String(cause)}`, { cause });
    }
    const { status } = response;
    if (status === 429 || status >= 500) throw new TransientError(`The schema registry answers ${status}`);
    const body: unknown = await response.json().catch(() => undefined);
    // A proxy or another server answers for it.
    if (status === 401 || status === 403 || !isAnswer(status, body))
      throw new SystemError(
        `The schema registry at ${hostOf(this.#url)} answers ${status}, ${whatIsSent(response)}`,
      );
    return { status, body };
  }
}

function isAnswer(status: number, body: unknown): body is RegistryResponse['body'] {
  if (typeof body !== 'object' || body === null) return false;
  return status !== 404 || notThere.has(Number((body as RegistryResponse['body']).error_code));
}

/** Without the path, which may be a secret. */
function hostOf(url: string): string {
  return new URL(url).host;
}

function whatIsSent({ headers }: Response): string {
  return headers.get('content-type') ?? 'without a content type';
}

/** Registers every schema of the catalogue; part of the deploy step. */
export async function registerSchemas(registryUrl: string): Promise<void> {
  const registry = new Registry(registryUrl);
  for (const topic of Object.keys(topics) as TopicName[])
    for (const type of topics[topic].records) await registry.register(subject(topic, type), schemas[type]);
}
