import pg from 'pg';
import { traceQueries } from './query-spans.ts';
import { startTelemetry } from './sdk.ts';

// Loaded by `node --import` before the application, so that its first span and its first query are seen.
if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() !== 'true') {
  startTelemetry();
  traceQueries(pg.Client.prototype);
}
