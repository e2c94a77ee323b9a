import 'reflect-metadata';
import { schemas } from '@throughline/events';
import type { RecordName, RecordValue } from '@throughline/events';
import { z } from 'zod';

const key = 'throughline:description';

/** A value as a caller gets it: instants are ISO 8601 texts. */
export type Json<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Json<Item>[]
    : T extends object
      ? { [Key in keyof T]: Json<T[Key]> }
      : T;

export interface RequestHeader {
  name: string;
  required: boolean;
  description: string;
}

/** What the OpenAPI page says of a route beside what validates its request. */
export interface RouteDescription {
  answers: Map<number, () => z.ZodType>;
  /** Whether it answers server-sent events, for as long as the caller listens. */
  eventStream: boolean;
  headers: RequestHeader[];
}

/** The method answers what the schema says; a method that answers a text has made its JSON itself. */
type Fits<Method, Schema extends z.ZodType> = Method extends (...args: never[]) => infer Result
  ? Awaited<Result> extends string
    ? unknown
    : Json<Awaited<Result>> extends z.output<Schema>
      ? unknown
      : never
  : never;

/**
 * The body that a route answers with a status, for the OpenAPI page; one that the method cannot answer does not
 * compile. The schema is made when the page is first asked for.
 */
export function Answers<Schema extends z.ZodType>(status: number, schema: () => Schema) {
  return <Method extends (...args: never[]) => unknown>(
    _target: object,
    _name: string | symbol,
    method: TypedPropertyDescriptor<Method> & Fits<Method, Schema>,
  ): void => {
    if (method.value) descriptionOf(method.value).answers.set(status, schema);
  };
}

/** Says on the OpenAPI page that a route answers server-sent events. */
export function EventStream(): MethodDecorator {
  return (_target, _name, method) => {
    descriptionOf(method.value as object).eventStream = true;
  };
}

/** A request header that a route reads, for the OpenAPI page. */
export function ReadsHeader(name: string, header: Omit<RequestHeader, 'name'>): MethodDecorator {
  return (_target, _name, method) => {
    descriptionOf(method.value as object).headers.push({ name, ...header });
  };
}

/** What the decorators of a route's method have said. */
export function descriptionOf(method: object): RouteDescription {
  const known = Reflect.getOwnMetadata(key, method) as RouteDescription | undefined;
  if (known) return known;
  const description: RouteDescription = { answers: new Map(), eventStream: false, headers: [] };
  Reflect.defineMetadata(key, description, method);
  return description;
}

type RecordAnswer<Value> = z.ZodObject<{ [Field in keyof Value]: z.ZodType<Json<Value[Field]>> }>;

/** A record of an event as JSON, from its Avro schema. */
export function recordAnswer<R extends RecordName>(record: R): RecordAnswer<RecordValue<R>> {
  return fromRecord(schemas[record] as unknown as AvroRecord) as z.ZodType as RecordAnswer<RecordValue<R>>;
}

interface AvroRecord {
  fields: readonly { name: string; type: AvroType; doc: string }[];
}

const scalars = { string: z.string, boolean: z.boolean, int: z.int, long: z.int };
const logical = { decimal: z.string, date: z.iso.date, 'timestamp-micros': z.iso.datetime };

/** Of what the contract's rules allow: a union is of null and one other type, and no record is named twice. */
type AvroType =
  | keyof typeof scalars
  | readonly ['null', AvroType]
  | { type: 'array'; items: AvroType }
  | ({ type: 'record' } & AvroRecord)
  | { type: string; logicalType: keyof typeof logical };

function fromAvro(schema: AvroType): z.ZodType {
  if (typeof schema === 'string') return scalars[schema]();
  if ('logicalType' in schema) return logical[schema.logicalType]();
  if ('items' in schema) return z.array(fromAvro(schema.items));
  if ('fields' in schema) return fromRecord(schema);
  return fromAvro(schema[1]).nullable();
}

function fromRecord({ fields }: AvroRecord): z.ZodType {
  const members = fields.map(({ name, type, doc }) => {
    return [name, fromAvro(type).meta({ description: doc })] as const;
  });
  return z.object(Object.fromEntries(members));
}
