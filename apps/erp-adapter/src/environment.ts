import { z } from 'zod';

/** Variables of the adapter alone. */
export const environment = z.object({
  /**
   * JSON file with all sources, see `sources/configuration.ts`; without it there is one, by the three below, or none where
   * no address is set: then there are those alone whose documents are applied.
   */
  ERP_SOURCES_FILE: z.string().min(1).optional(),
  /** Name of the only source in keys and records. */
  ERP_SOURCE: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'may hold lower case letters, digits and hyphens only')
    .default('demo'),
  ERP_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'is not a postgres:// URL' }).optional(),
  /** JSON file with the mapping; that of the system when absent. */
  ERP_MAPPING_FILE: z.string().min(1).optional(),
  /** How long a hand-over may be under way before it counts as late. */
  HAND_OVER_LATE_SECONDS: z.coerce.number().min(0).default(60),
  /** How long nothing may be heard of a flow before it counts as silent. */
  FLOW_SILENT_SECONDS: z.coerce.number().min(0).default(60),
  /** Hours between two reconciliations of everything; 0: only when asked for. */
  RECONCILE_HOURS: z.coerce.number().min(0).default(24),
  /** How long a reconciliation and what it lists are kept. */
  RECONCILIATION_RETENTION_DAYS: z.coerce.number().min(0).default(90),
  /** How long records are kept as they were received. */
  LANDING_DAYS: z.coerce.number().min(1).default(14),
  /** How much room they may take; the oldest days go first. */
  LANDING_MEGABYTES: z.coerce.number().min(1).default(20_000),
});
