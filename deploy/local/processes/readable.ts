const frameworkContexts = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
  'NestMicroservice',
]);

/** Shortens a structured line to what a person reads; the log file keeps all of it. */
export function readable(text: string): string | undefined {
  if (!text.startsWith('{')) return text;
  try {
    const {
      level,
      msg,
      err,
      time: _time,
      service: _service,
      instance: _instance,
      ...rest
    } = JSON.parse(text);
    if (level === 'debug' || level === 'trace') return undefined;
    // The Kafka client tells of every rebalance and every retry.
    if (level === 'warn' && rest.kafka) return undefined;
    if (level === 'info' && frameworkContexts.has(rest.context)) return undefined;
    for (const field of ['context', 'trace_id', 'span_id']) delete rest[field];
    const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
    const reason = err?.message ? `: ${err.message}` : '';
    return `${level === 'info' ? '' : `${String(level).toUpperCase()} `}${msg}${reason}${details}`;
  } catch {
    return text;
  }
}
