import { UndecodableError, schemas, subject, topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import { TransientError } from '../errors.ts';

const requestTimeoutMs = 5_000;

interface RegistryResponse {
  status: number;
  body: { id?: number; schema?: string; message?: string; compatibilityLevel?: string };
}

/** The schema registry by its Confluent-compatible API. Services only look up; the deploy step registers. */
export class Registry {
  readonly #url: string;

  /** @param url base of the API, `…/apis/ccompat/v7`. */
  constructor(url: string) {
    this.#url = url.replace(/\/$/, '');
  }

  /** Id of a registered schema. @throws TransientError when the registry is unavailable or the deploy step has yet to run. */
  async lookUp(subjectName: string, schema: unknown): Promise<number> {
    const path = `/subjects/${encodeURIComponent(subjectName)}`;
    const { status, body } = await this.#call('POST', path, { schema: JSON.stringify(schema) });
    if (body.id === undefined)
      throw new TransientError(
        `${subjectName} is not registered as we know it (${status}); run the deploy step`,
      );
    return body.id;
  }

  /** Schema by id, parsed. @throws TransientError when the registry is unavailable; UndecodableError when there is none. */
  async schema(id: number): Promise<unknown> {
    const { status, body } = await this.#call('GET', `/schemas/ids/${id}`);
    if (body.schema === undefined) throw new UndecodableError(`The registry has no schema ${id} (${status})`);
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
    if (response.status >= 500) throw new TransientError(`The schema registry answers ${response.status}`);
    return {
      status: response.status,
      body: (await response.json().catch(() => ({}))) as RegistryResponse['body'],
    };
  }
}

/** Registers every schema of the catalogue; part of the deploy step. */
export async function registerSchemas(registryUrl: string): Promise<void> {
  const registry = new Registry(registryUrl);
  for (const topic of Object.keys(topics) as TopicName[])
    for (const type of topics[topic].records) await registry.register(subject(topic, type), schemas[type]);
}
