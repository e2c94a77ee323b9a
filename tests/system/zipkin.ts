import type { System } from './system.ts';

export interface Span {
  traceId: string;
  id: string;
  parentId?: string;
  kind?: string;
  name: string;
  localEndpoint: { serviceName: string };
  tags?: Record<string, string>;
}

/** The spans of a trace that have arrived so far; none for one that is not known. */
export async function spansOf(system: System, traceId: string): Promise<Span[]> {
  const response = await fetch(`${system.endpoints().zipkin}/api/v2/trace/${traceId}`);
  return response.ok ? ((await response.json()) as Span[]) : [];
}

/** The newest traces in which a service has a part. */
export async function tracesOf(system: System, service: string, limit: number): Promise<Span[][]> {
  const query = new URLSearchParams({ serviceName: service, limit: String(limit), lookback: '3600000' });
  const response = await fetch(`${system.endpoints().zipkin}/api/v2/traces?${query}`);
  return (await response.json()) as Span[][];
}

/** Steps from one service into another, as `parent → child: name of the child`. */
export function edgesOf(spans: readonly Span[]): Set<string> {
  const byId = new Map(spans.map((span) => [span.id, span]));
  return new Set(
    spans.flatMap((span) => {
      const parent = span.parentId === undefined ? undefined : byId.get(span.parentId);
      return parent
        ? [`${parent.localEndpoint.serviceName} → ${span.localEndpoint.serviceName}: ${span.name}`]
        : [];
    }),
  );
}

/** Spans whose parent is not in the trace; one, the beginning, when nothing is torn. */
export function rootsOf(spans: readonly Span[]): Span[] {
  const ids = new Set(spans.map(({ id }) => id));
  return spans.filter(({ parentId }) => parentId === undefined || !ids.has(parentId));
}
