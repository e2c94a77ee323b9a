import { recordAnswer } from '@throughline/service';
import { z } from 'zod';

const instant = () => z.iso.datetime();
const count = () => z.int();

/** How the flows stand. */
export const flowsAnswer = () =>
  z.object({
    flows: z.array(recordAnswer('FlowStatus').extend({ heardAt: instant().nullable() })),
  });

const reconciliationMembers = () => ({
  id: z.string(),
  source: z.string(),
  flows: z.array(z.string()),
  cause: z.string().describe('`load`, `mapping`, `missed-changes`, `schedule`, or who asked for it.'),
  state: z.string().describe('`waiting`, `running` or `done`.'),
  flow: z.string().nullable().describe('Being compared.'),
  compared: count(),
  differing: count(),
  requestedAt: instant(),
  startedAt: instant().nullable(),
  finishedAt: instant().nullable(),
});

/** A reconciliation that was asked for. */
export const reconciliationAnswer = () => z.object(reconciliationMembers());

/** A reconciliation with what it found. */
export const reconciliationReport = () =>
  z.object({
    ...reconciliationMembers(),
    differences: z.array(
      z.object({ flow: z.string(), key: z.string(), kind: z.string(), foundAt: instant() }),
    ),
  });

/** A page of orders on their way to the back office. */
export const exportsAnswer = () =>
  z.object({
    exports: z.array(
      z.object({
        source: z.string(),
        order: z.string(),
        state: z.string(),
        reason: z.string().nullable(),
        erpNumber: z.string().nullable(),
        differences: recordAnswer('OrderExport').shape.differences,
        currency: z.string(),
        gross: z.string(),
        placedAt: instant(),
        stateAt: instant(),
        attempts: count(),
      }),
    ),
    next: count().nullable().describe('`after` of the next page.'),
  });

/** The order that is tried again. */
export const retriedAnswer = () => z.object({ order: z.string(), state: z.string() });

/** A page of what broke a rule of the data. */
export const quarantineAnswer = () =>
  z.object({
    entries: z.array(
      z.object({
        source: z.string(),
        flow: z.string(),
        key: z.string(),
        field: z.string(),
        reason: z.string(),
        severity: z.string().describe('`held` or `warning`.'),
        raw: z.record(z.string(), z.unknown()).describe('As the back office said it.'),
        firstSeen: instant(),
        lastSeen: instant(),
      }),
    ),
    next: z.string().nullable().describe('`after` of the next page.'),
  });

/** How many records are read again. */
export const rereadAnswer = () => z.object({ records: count() });
