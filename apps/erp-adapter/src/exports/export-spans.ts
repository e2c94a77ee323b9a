import { SpanKind, trace } from '@opentelemetry/api';
import { attributes, contextFrom, currentTraceparent, isSampled, tracer } from '@throughline/telemetry';
import type { ExportRow, Move } from './exports.tables.ts';

/** The moves, each continuing the trace of its order, if sampled, by a span over the call. */
export function traceMoves(rows: readonly ExportRow[], moves: readonly Move[], startTime: Date): Move[] {
  const byOrder = new Map(rows.map((row) => [row.order, row]));
  return moves.map((move) => {
    const traceparent = byOrder.get(move.order)?.traceparent;
    if (traceparent == null || !isSampled(traceparent)) return move;
    const parent = contextFrom(traceparent);
    const attributesOfSpan = { [attributes.order]: move.order, [attributes.outcome]: move.state };
    const options = { kind: SpanKind.CLIENT, startTime, attributes: attributesOfSpan };
    const span = tracer().startSpan('hand over order', options, parent);
    span.end();
    return { ...move, traceparent: currentTraceparent(trace.setSpan(parent, span)) ?? traceparent };
  });
}
