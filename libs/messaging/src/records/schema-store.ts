import { decoder, schemas } from '@throughline/events';
import type { Decoder, RecordName } from '@throughline/events';
import type { DataSource } from '@throughline/persistence';
import type { Registry } from './registry.ts';

/**
 * The registry's ids and schemas that this service has seen, stored in its own database, so that the registry is needed
 * only once for each.
 */
export class SchemaStore {
  readonly #dataSource: DataSource;
  readonly #registry: Registry;
  readonly #ids = new Map<string, number>();
  readonly #decoders = new Map<string, Decoder<RecordName>>();
  readonly #schemas = new Map<number, unknown>();

  constructor(dataSource: DataSource, registry: Registry) {
    this.#dataSource = dataSource;
    this.#registry = registry;
  }

  /**
   * Id under which our schema of a record type is registered.
   * @throws TransientError when it is not known here and the registry cannot be reached or does not have it yet.
   */
  async idOf(subject: string, type: RecordName): Promise<number> {
    const known = this.#ids.get(subject);
    if (known !== undefined) return known;
    const [row] = await this.#dataSource.query<{ id: number }[]>(
      'SELECT id FROM kernel.known_schemas WHERE subject = $1 AND schema = $2::jsonb',
      [subject, JSON.stringify(schemas[type])],
    );
    const id = row?.id ?? (await this.#registry.lookUp(subject, schemas[type]));
    if (row === undefined) await this.#keep(id, schemas[type], subject);
    this.#ids.set(subject, id);
    return id;
  }

  /**
   * Decoder of the records of one type that were written with one schema.
   * @throws TransientError when the schema is not known here and the registry cannot be reached; UndecodableError
   * when the registry does not know it, or it cannot be read as ours.
   */
  async decoderOf(type: RecordName, id: number): Promise<Decoder<RecordName>> {
    const name = `${type} ${id}`;
    let found = this.#decoders.get(name);
    if (found === undefined) {
      found = decoder(type, await this.#schemaOf(id));
      this.#decoders.set(name, found);
    }
    return found;
  }

  async #schemaOf(id: number): Promise<unknown> {
    const known = this.#schemas.get(id);
    if (known !== undefined) return known;
    const [row] = await this.#dataSource.query<{ schema: unknown }[]>(
      'SELECT schema FROM kernel.known_schemas WHERE id = $1 LIMIT 1',
      [id],
    );
    const schema = row?.schema ?? (await this.#registry.schema(id));
    if (row === undefined) await this.#keep(id, schema, '');
    this.#schemas.set(id, schema);
    return schema;
  }

  async #keep(id: number, schema: unknown, subject: string): Promise<void> {
    await this.#dataSource.query(
      'INSERT INTO kernel.known_schemas (id, subject, schema) VALUES ($1, $2, $3::jsonb) ON CONFLICT DO NOTHING',
      [id, subject, JSON.stringify(schema)],
    );
  }
}
