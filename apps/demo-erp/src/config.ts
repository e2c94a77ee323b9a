export interface Config {
  host: string;
  port: number;
  databaseUrl: string;
  connectorRole: string;
  connectorPassword: string | undefined;
  zipkinUrl: string | undefined;
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Reads the environment. Throws one error that names every variable that is wrong. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  const host = env['HOST'] || '127.0.0.1';
  if (!loopback.has(host)) problems.push('HOST: must be a loopback address, these pages have no logins');
  const port = Number(env['PORT'] || '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) problems.push('PORT: is not a port number');
  const databaseUrl = env['DATABASE_URL'] ?? '';
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) problems.push('DATABASE_URL: is not a postgres:// URL');
  const zipkinUrl = env['ZIPKIN_URL'] || env['TRACE_UI_URL'] || undefined;
  if (zipkinUrl !== undefined && !URL.canParse(zipkinUrl)) problems.push('ZIPKIN_URL: is not a URL');
  if (problems.length > 0)
    throw new Error(`The environment of demo-erp is not complete:\n  ${problems.join('\n  ')}`);
  return {
    host,
    port,
    databaseUrl,
    connectorRole: env['ERP_CONNECTOR_ROLE'] || 'erp_connector',
    connectorPassword: env['ERP_CONNECTOR_PASSWORD'] || undefined,
    zipkinUrl: zipkinUrl?.replace(/\/$/, ''),
  };
}
