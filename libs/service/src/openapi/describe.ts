import 'reflect-metadata';
import type { z } from 'zod';
import type { Json } from '../schemas/schema.ts';

const key = 'throughline:description';

export interface RequestHeader {
  name: string;
  required: boolean;
  description: string;
}

/** A body that a route responds with. */
export interface RouteResponse {
  type:
    'application/json' | 'application/problem+json' | 'text/event-stream' | 'application/pdf' | 'text/csv';
  schema: () => z.ZodType;
}

/** What the OpenAPI page says of a route beside what validates its request. */
export interface RouteDescription {
  /** By status. */
  responses: Map<number, RouteResponse>;
  headers: RequestHeader[];
}

/** The method's result fits the schema; a method that returns a text has made its JSON itself. */
type Fits<Method, Schema extends z.ZodType> = Method extends (...args: never[]) => infer Result
  ? Awaited<Result> extends string
    ? unknown
    : Json<Awaited<Result>> extends z.input<Schema>
      ? unknown
      : never
  : never;

/** The body that a route responds with, by status; one that the method cannot return does not compile. */
export function Responds<Schema extends z.ZodType>(status: number, schema: () => Schema) {
  return <Method extends (...args: never[]) => unknown>(
    _target: object,
    _name: string | symbol,
    method: TypedPropertyDescriptor<Method> & Fits<Method, Schema>,
  ): void => {
    if (method.value) descriptionOf(method.value).responses.set(status, { type: 'application/json', schema });
  };
}

/** A problem that says more than others: a schema that extends `problemSchema`. */
export function RespondsProblem(status: number, schema: () => z.ZodType): MethodDecorator {
  return (_target, _name, method) => {
    descriptionOf(method.value as object).responses.set(status, { type: 'application/problem+json', schema });
  };
}

/** The route responds with server-sent events, for as long as the caller listens; the data of each is the schema's JSON. */
export function RespondsEvents(schema: () => z.ZodType): MethodDecorator {
  return (_target, _name, method) => {
    descriptionOf(method.value as object).responses.set(200, { type: 'text/event-stream', schema });
  };
}

/** The route responds with a PDF; the schema is that of a binary text. */
export function RespondsPdf(schema: () => z.ZodType): MethodDecorator {
  return (_target, _name, method) => {
    descriptionOf(method.value as object).responses.set(200, { type: 'application/pdf', schema });
  };
}

/** The route responds with a file of comma-separated values; the schema is that of a text. */
export function RespondsCsv(schema: () => z.ZodType): MethodDecorator {
  return (_target, _name, method) => {
    descriptionOf(method.value as object).responses.set(200, { type: 'text/csv', schema });
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
  const description: RouteDescription = { responses: new Map(), headers: [] };
  Reflect.defineMetadata(key, description, method);
  return description;
}
