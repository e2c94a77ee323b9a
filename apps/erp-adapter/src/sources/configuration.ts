import { readFileSync } from 'node:fs';
import { flows } from '@throughline/connector';
import { z } from 'zod';
import { defaultGuard } from './guard.ts';
import { type SystemName, systems } from '../connectors/registry.ts';

const name = z
  .string()
  .regex(/^[a-z0-9-]+$/, 'may hold lower case letters, digits and hyphens only')
  .max(40);

/** A secret, or where it is: in a variable of the environment, or in a file. */
const secret = z.union([
  z.string().min(1),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);

const source = z.strictObject({
  system: z.enum(Object.keys(systems) as [SystemName, ...SystemName[]]),
  url: secret,
  /** JSON file with the mapping; that of the system when absent. */
  mapping: z.string().min(1).optional(),
  /** What this source says; the rest of what it has is left where it is. */
  flows: z.array(z.enum(flows)).default([...flows]),
  /** How much of a flow may go within a day before a person is asked. */
  guard: z
    .strictObject({
      share: z.number().min(0).max(1).default(defaultGuard.share),
      least: z.int().min(1).default(defaultGuard.least),
    })
    .default(defaultGuard),
});

const configuration = z
  .strictObject({
    /** May be none: documents that are applied at run time are sources too. */
    sources: z.record(name, source),
    /** The source that every order goes to: by its connector, or on paper, which a clerk types in. With null, orders wait. */
    orders: z.union([name, z.strictObject({ manual: name })]).nullable(),
  })
  .superRefine(({ sources, orders }, context) => {
    const { source: named, byHand } = targetOf({ orders });
    if (named === null) return;
    const target = sources[named];
    const path = byHand ? ['orders', 'manual'] : ['orders'];
    if (target === undefined) context.addIssue({ code: 'custom', path, message: `is no source: ${named}` });
    else if (!byHand && !target.flows.includes('orders'))
      context.addIssue({
        ...{ code: 'custom', path },
        message: `${named} does not say how orders stand: its flows lack orders`,
      });
  });

/** The back offices of this seller that the environment configures, each a source, and the one that orders go to. */
export type SourcesConfiguration = z.infer<typeof configuration>;

/** Where every order goes, and whether a clerk types it in there; null where orders wait. */
export function targetOf({ orders }: { orders: string | { manual: string } | null }): {
  source: string | null;
  byHand: boolean;
} {
  return typeof orders === 'string' || orders === null
    ? { source: orders, byHand: false }
    : { source: orders.manual, byHand: true };
}

/** What the environment says of the sources. */
export interface SourcesEnvironment {
  /** JSON file with the configuration of all sources. */
  ERP_SOURCES_FILE?: string | undefined;
  /** Without a file: the name, the address and the mapping of the only one. */
  ERP_SOURCE: string;
  ERP_DATABASE_URL?: string | undefined;
  ERP_MAPPING_FILE?: string | undefined;
}

/** What is configured; nothing where the environment names no source. @throws Error that names each field that does not fit */
export function readConfiguration(environment: SourcesEnvironment): SourcesConfiguration {
  const {
    ERP_SOURCES_FILE: file,
    ERP_SOURCE: only,
    ERP_DATABASE_URL: url,
    ERP_MAPPING_FILE: mapping,
  } = environment;
  if (file !== undefined) return check(JSON.parse(readFileSync(file, 'utf8')), file);
  if (url === undefined) {
    if (mapping !== undefined) throw new Error('ERP_MAPPING_FILE is set, and ERP_DATABASE_URL is not');
    return { sources: {}, orders: null };
  }
  return check(
    { sources: { [only]: { system: 'demo-erp', url, mapping } }, orders: only },
    'the environment',
  );
}

function check(data: unknown, where: string): SourcesConfiguration {
  const parsed = configuration.safeParse(data);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) =>
    // Of a key that does not fit zod says no more than that.
    (issue.code === 'invalid_key' ? issue.issues : [issue]).map(
      ({ message }) => `${issue.path.join('.') || 'it'} ${message}`,
    ),
  );
  throw new Error(`The sources in ${where} are not right: ${faults.join('; ')}`);
}

/** What a secret stands for. @throws Error that names the variable or the file, and never what is in it */
export function revealed(
  from: z.infer<typeof secret>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if (typeof from === 'string') return from;
  if ('file' in from) return readFileSync(from.file, 'utf8').trim();
  const value = environment[from.env];
  if (!value) throw new Error(`${from.env}, which a source takes its address from, is not set`);
  return value;
}
