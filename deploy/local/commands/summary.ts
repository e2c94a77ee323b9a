import { networkInterfaces } from 'node:os';
import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Endpoints } from '../installation/endpoints.ts';

/** The short table of addresses that ends a start. */
export function summary(endpoints: Endpoints, file: string, shopHost: string): string {
  const rows: [string, string][] = [
    ['Shop', endpoints.storefront],
    ...lanAddresses(shopHost, endpoints.storefront).map((url): [string, string] => ['  on a phone', url]),
    ...(endpoints.backOffice ? ([['Back office', endpoints.backOffice]] satisfies [string, string][]) : []),
    ...(endpoints.zipkin ? ([['Traces', endpoints.zipkin]] satisfies [string, string][]) : []),
    [
      'APIs',
      Object.entries(endpoints.services)
        .filter(([, { openapi }]) => openapi !== undefined)
        .map(([name, { url }]) => `${name} ${url.replace('http://', '')}`)
        .join('  '),
    ],
    ['Staff tokens', `in ${near(file)}, with all other addresses`],
  ];
  const table = rows.map(([what, where]) => `  ${styleText('bold', what.padEnd(14))} ${where}`);
  return [
    '',
    ...table,
    '',
    '  Ctrl-C stops everything; the data stay. npm start -- --help tells the options.',
    '',
  ].join('\n');
}

function near(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}

function lanAddresses(shopHost: string, shop: string): string[] {
  if (shopHost === '127.0.0.1') return [];
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return addresses
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${new URL(shop).port}`);
}
