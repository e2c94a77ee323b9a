import { instant, named, recordSchema } from '@throughline/service';
import { z } from 'zod';

const count = () => z.int();
const next = <Place extends z.ZodType>(place: Place) =>
  place.nullable().describe('`after` of the next page.');

const flow = named('Flow', () => recordSchema('FlowStatus').extend({ heardAt: instant().nullable() }));

/** How the flows stand. */
export const flowList = named('FlowList', () => z.object({ flows: z.array(flow()) }));

/** A reconciliation that was asked for. */
export const reconciliation = named('Reconciliation', () =>
  z.object({
    id: z.string(),
    source: z.string(),
    flows: z.array(z.string()),
    cause: z
      .string()
      .describe(
        '`load`, `mapping`, `missed-changes`, `schedule`, `plan`, `batch`, `catch-up`, or who asked for it.',
      ),
    state: z.enum(['waiting', 'running', 'done']),
    flow: z.string().nullable().describe('Being compared.'),
    compared: count(),
    differing: count(),
    requestedAt: instant(),
    startedAt: instant().nullable(),
    finishedAt: instant().nullable(),
  }),
);

const difference = named('Difference', () =>
  z.object({ flow: z.string(), key: z.string(), kind: z.string(), foundAt: instant() }),
);

/** A reconciliation with what it found. */
export const reconciliationReport = named('ReconciliationReport', () =>
  reconciliation().extend({ differences: z.array(difference()) }),
);

const exportStatus = named('ExportStatus', () =>
  z.object({
    source: z.string(),
    order: z.string(),
    state: z.string(),
    reason: z.string().nullable(),
    erpNumber: z.string().nullable(),
    differences: recordSchema('OrderExport').shape.differences,
    currency: z.string(),
    gross: z.string(),
    placedAt: instant(),
    stateAt: instant(),
    attempts: count(),
    waitsFor: z
      .string()
      .nullable()
      .describe(
        '`recipient`, `account`, `batch` to be printed for a clerk, `clerk` who has it on paper, `plan` to let it go, or `answer` of the back office; null for nothing of these.',
      ),
    batch: count().nullable().describe('Order batch in which it is, null when it is not on paper.'),
  }),
);

/** An order on its way to the back office. */
export const oneExport = () => exportStatus();

/** A page of orders on their way to the back office. */
export const exportList = named('ExportList', () =>
  z.object({ exports: z.array(exportStatus()), next: next(count()) }),
);

/** The order that is tried again. */
export const retriedExport = named('RetriedExport', () => z.object({ order: z.string(), state: z.string() }));

const quarantineEntry = named('QuarantineEntry', () =>
  z.object({
    id: z.string().describe('Of its record, the same for all rules that it breaks.'),
    source: z.string(),
    flow: z.string(),
    key: z.string(),
    field: z.string(),
    column: z
      .string()
      .nullable()
      .describe('Column of the source whose value it is about; null where that is none alone.'),
    rule: z.string().describe('What is wrong, as a word that programs know.'),
    kind: z.enum(['configuration', 'data']).describe('Where it is mended.'),
    group: z.string().describe('The same of all that one mend helps.'),
    reason: z.string(),
    severity: z.enum(['held', 'warning']),
    raw: z.record(z.string(), z.unknown()).describe('As the back office said it.'),
    firstSeen: instant(),
    lastSeen: instant(),
    assignee: z.string().nullable().describe('Who looks after it.'),
    ignored: z.boolean(),
  }),
);

/** A page of what broke a rule of the data. */
export const quarantineList = named('QuarantineList', () =>
  z.object({ entries: z.array(quarantineEntry()), next: next(z.string()) }),
);

const heldGroup = named('HeldGroup', () =>
  z.object({
    group: z.string(),
    source: z.string(),
    flow: z.string(),
    field: z.string(),
    rule: z.string().describe('What is wrong, as a word that programs know.'),
    kind: z.enum(['configuration', 'data']).describe('Where it is mended.'),
    reason: z.string().describe('In the words of one of them.'),
    severity: z.enum(['held', 'warning']),
    records: count(),
    published: count().describe('Of these, those of which what was published before goes on to count.'),
    ignored: count().describe('Of these, those that may stay as they are.'),
    since: instant().describe('Since when the oldest of them has been there.'),
    examples: z.array(z.string()).describe('Keys of some of them.'),
    assignees: z.array(z.string()).describe('Who looks after some of them, at most five.'),
    unassigned: count(),
  }),
);

/** What holds records back, by what one mend helps. */
export const groupList = named('HeldGroupList', () => z.object({ groups: z.array(heldGroup()) }));

/** How many records it is about. */
export const heldRecordCount = named('HeldRecordCount', () => z.object({ records: count() }));

const repair = named('Repair', () =>
  z.object({
    id: count(),
    source: z.string(),
    reader: z.string(),
    sourceKey: z.string(),
    path: z.array(z.string()).describe('Names that lead to the value.'),
    replaced: z.string().nullable().describe('What the source says there; null where that is nothing.'),
    value: z.string().nullable(),
    reason: z.string(),
    author: z.string(),
    madeAt: instant(),
    endedAt: instant().nullable().describe('When the source began to say something else.'),
    endedBecause: z.enum(['changed', 'gone']).nullable(),
  }),
);

/** A value that a person has laid over what a source says. */
export const oneRepair = () => repair();

/** A page of repairs, the newest first. */
export const repairList = named('RepairList', () =>
  z.object({ repairs: z.array(repair()), next: next(count()) }),
);

/** A record that is held, with everything that is known of it. */
export const heldRecord = named('HeldRecord', () =>
  z.object({
    id: z.string(),
    source: z.string(),
    flow: z.string(),
    key: z.string(),
    sourceKey: z.string(),
    entries: z.array(quarantineEntry()),
    rows: z
      .array(
        z.object({
          reader: z.string(),
          sourceKey: z.string(),
          asOf: instant(),
          values: z.record(z.string(), z.unknown()),
        }),
      )
      .describe('As they have landed, without repairs; empty where a source keeps none.'),
    mapping: z.string().describe('By which it was made.'),
    published: z
      .object({ version: count(), changedAt: instant() })
      .nullable()
      .describe('What was published before and goes on to count.'),
    assignee: z.string().nullable(),
    note: z.string().nullable(),
    ignoredBecause: z.string().nullable().describe('Why it may stay as it is while its row does.'),
    repairs: z.array(repair()),
    history: z
      .array(
        z.object({
          at: instant(),
          actor: z.string(),
          action: z.string(),
          details: z.record(z.string(), z.unknown()),
        }),
      )
      .describe('What people did about it, the newest first.'),
  }),
);

/** What would come of a record with a value laid over it. */
export const repairPreview = named('RepairPreview', () =>
  z.object({
    seen: z.string().describe('Tells what was seen; whoever does it names it.'),
    reader: z.string(),
    sourceKey: z.string(),
    path: z.array(z.string()),
    replaced: z.string().nullable(),
    value: z.string().nullable(),
    records: z.array(
      z.object({
        flow: z.string(),
        key: z.string(),
        change: z
          .enum(['added', 'changed', 'withdrawn', 'none'])
          .describe('`none` where nothing is published by it.'),
        issues: z.array(
          z.object({ field: z.string(), reason: z.string(), severity: z.enum(['held', 'warning']) }),
        ),
        record: z
          .record(z.string(), z.unknown())
          .nullable()
          .describe('As it would be published; null while it is held.'),
      }),
    ),
  }),
);

const bindingKind = () => z.enum(['items', 'locations']);

const binding = named('Binding', () =>
  z.object({
    source: z.string(),
    kind: bindingKind(),
    sourceKey: z.string().describe('Key of the row in the source, byte for byte.'),
    code: z.string(),
    published: z.boolean().describe('Whether its record is published under the code.'),
    boundBy: z.string().nullable().describe('Who gave it the code; null where that follows from its key.'),
    reason: z.string().nullable(),
    boundAt: instant().nullable(),
  }),
);

/** A page of which rows have which codes. */
export const bindingList = named('BindingList', () =>
  z.object({ bindings: z.array(binding()), next: next(z.string()) }),
);

/** Rows whose keys come to codes that others have. */
export const bindingConflictList = named('BindingConflictList', () =>
  z.object({
    conflicts: z.array(
      z.object({
        source: z.string(),
        kind: bindingKind(),
        code: z.string(),
        holder: z.string().nullable().describe('The row that has the code; null when none has it any more.'),
        sourceKey: z.string().describe('The row that is held back.'),
        records: count().describe('Held because of it, its own among them.'),
        since: instant(),
      }),
    ),
  }),
);

/** A page of items that may be the same as those of another source. */
export const bindingSuggestionList = named('BindingSuggestionList', () =>
  z.object({
    suggestions: z.array(
      z.object({
        source: z.string(),
        kind: z.literal('items'),
        sourceKey: z.string(),
        code: z.string().nullable().describe('At present; null while it is held back.'),
        suggested: z.string(),
        gtin: z.string(),
      }),
    ),
    next: next(z.string()),
  }),
);

/** What bindings change, or would. */
export const bindingChanges = named('BindingChanges', () =>
  z.object({
    seen: z.string().describe('Tells what was seen; whoever takes a file in names it.'),
    changes: z.array(
      z.object({
        source: z.string(),
        kind: z.literal('items'),
        sourceKey: z.string(),
        row: count().describe('Of the file.'),
        before: z.string().nullable().describe('That a person gave it before.'),
        after: z.string().nullable(),
        reason: z.string(),
      }),
    ),
    unchanged: count(),
    faults: z.array(z.object({ row: count(), field: z.string(), message: z.string() })),
  }),
);

/** Bindings, a line each. */
export const bindingsFile = named('BindingsFile', () => z.string());

/** The customer that is withdrawn for good. */
export const erasedCustomer = named('ErasedCustomer', () =>
  z.object({ source: z.string(), number: z.string() }),
);

const source = named('Source', () =>
  z.object({
    source: z.string(),
    version: count().describe('0 of a source that the environment configures.'),
    flows: z.array(z.string()),
    takesOrders: z.boolean(),
  }),
);

/** The back offices that there are. */
export const sourceList = named('SourceList', () => z.object({ sources: z.array(source()) }));

/** What would be done with orders that go out to a source. */
const ordersOut = named('OrdersOut', () =>
  z.object({
    mapping: z.string(),
    statements: z.array(z.string()).describe('`?` in place of each value; none where files are written.'),
    file: z
      .object({ name: z.string(), text: z.string() })
      .nullable()
      .describe('What an example of the mapping becomes; null where no file is written.'),
    rights: z.array(z.string()).describe('What the role or user of the address must be allowed to do.'),
    once: z.string().describe('What has each order written once.'),
    leftOut: z.array(z.string()).describe('Fields of an order that go nowhere.'),
    limits: z.array(
      z.object({ field: z.string(), maxLength: count().nullable(), alphabet: z.string().nullable() }),
    ),
  }),
);

/** What a document of a source comes to. */
export const checkedSource = named('CheckedSource', () =>
  z.object({
    source: z.string(),
    version: count().describe('That it would take the place of; 0 for a new source.'),
    flows: z.array(
      z.object({
        flow: z.string(),
        mapping: z.string(),
        reader: z.string(),
        usedColumns: z.array(z.string()),
        unfilledFields: z.array(z.string()),
      }),
    ),
    ordersOut: ordersOut().nullable(),
    changed: z
      .array(z.string())
      .describe('Lines that differ from the version that holds, as a diff has them.'),
  }),
);

/** The version that holds from now on. */
export const appliedSource = named('AppliedSource', () => z.object({ source: z.string(), version: count() }));

const sourceVersionSummary = named('SourceVersionSummary', () =>
  z.object({
    source: z.string(),
    version: count(),
    author: z.string(),
    note: z.string().nullable(),
    appliedAt: instant(),
  }),
);

/** A document of a source as it was applied. */
export const sourceVersion = named('SourceVersion', () =>
  sourceVersionSummary().extend({ document: z.string().describe('YAML, as it was given.') }),
);

/** All versions of a source, the newest first. */
export const sourceHistoryList = named('SourceHistory', () =>
  z.object({ versions: z.array(sourceVersionSummary()) }),
);

const orderBatch = named('OrderBatch', () =>
  z.object({
    id: count(),
    source: z.string(),
    language: z.string(),
    location: z.string().nullable().describe('What was asked for, null for any.'),
    family: z.string().nullable().describe('What was asked for, null for any.'),
    madeAt: instant(),
    madeBy: z.string(),
    orders: count(),
    unanswered: count().describe('Orders of it of which nobody has said a number or a refusal.'),
    changes: count().describe('Orders of earlier batches that its cover says something of.'),
  }),
);

/** A page of batches of orders on paper, the newest first. */
export const orderBatchList = named('OrderBatchList', () =>
  z.object({ batches: z.array(orderBatch()), next: next(count()) }),
);

const batchedOrder = named('BatchedOrder', () =>
  z.object({
    order: z.string(),
    location: z.string().nullable(),
    family: z.string().nullable(),
    familyName: z.string().nullable(),
    state: z.string().describe('How the hand-over stands; `moved` when it is not in this batch any more.'),
    erpNumber: z.string().nullable(),
    reason: z.string().nullable(),
    status: z.string().nullable().describe('How its document stands, null while nobody has said so.'),
    currency: z.string(),
    gross: z.string(),
  }),
);

const batchChange = named('BatchChange', () =>
  z.object({
    order: z.string(),
    earlier: count().describe('The batch that it is in.'),
    erpNumber: z.string().nullable(),
    whole: z.boolean().describe('Nothing of it is wanted any more: it is not to be typed in.'),
    lines: z.array(z.object({ line: z.int(), sku: z.string(), quantity: count() })),
  }),
);

/** A batch, with its orders as they stand now and what its cover says. */
export const oneOrderBatch = named('OrderBatchReport', () =>
  orderBatch().extend({
    ordersOfIt: z.array(batchedOrder()),
    changesOfEarlier: z.array(batchChange()),
  }),
);

/** A batch as it is printed. */
export const orderBatchPdf = named('OrderBatchPdf', () => z.string().meta({ format: 'binary' }));

const answerChange = named('AnswerChange', () =>
  z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
);

/** What answers change, or would. */
export const orderAnswers = named('OrderAnswersOutcome', () =>
  z.object({
    hash: z.string().describe('Of what changes: `seen` of the request that does it.'),
    orders: z.array(
      z.object({
        order: z.string(),
        row: count().describe('Row of the file, or place in the list, from 1.'),
        changes: z.array(answerChange()),
      }),
    ),
    unchanged: count().describe('Orders of which all that is said is known.'),
    faults: z.array(z.object({ order: z.string(), row: count(), field: z.string(), message: z.string() })),
  }),
);

const verdict = named('DocumentVerdict', () =>
  z.object({
    whole: z.boolean().describe('Whether nothing shows that a part of it is missing.'),
    columns: z.array(z.string()),
    faults: z.array(z.object({ position: count(), field: z.string().nullable(), reason: z.string() })),
    faultCount: count(),
    added: count(),
    changed: count(),
    gone: count(),
    known: count(),
    held: z.record(z.string(), count()).describe('Records that would be held back, by flow.'),
    drift: z
      .array(
        z.object({
          kind: z.string(),
          column: z.string(),
          before: z.string().nullable(),
          after: z.string().nullable(),
          stops: z.boolean().describe('Whether it waits for a person because of that.'),
        }),
      )
      .describe('How its columns differ from those of the document before.'),
  }),
);

/** A document of a configured source. */
export const landedDocument = named('LandedDocument', () =>
  z.object({
    id: count(),
    source: z.string(),
    reader: z.string(),
    name: z.string(),
    contentHash: z.string(),
    bytes: count(),
    says: z.enum(['everything', 'changes']),
    asOf: instant(),
    sequence: count().nullable(),
    receivedAt: instant(),
    landedOn: z.string(),
    receivedBy: z.string().nullable(),
    state: z.enum(['landing', 'landed', 'waiting', 'accepted', 'applied', 'refused']),
    because: z.string().nullable(),
    answeredBy: z.string().nullable(),
    records: count(),
    appliedTo: count(),
    verdict: verdict().nullable(),
  }),
);

/** Documents, the newest first. */
export const documentList = named('DocumentList', () => z.object({ documents: z.array(landedDocument()) }));

const rawRecord = z.record(z.string(), z.unknown()).nullable();

/** A document with what it would change. */
export const documentPreview = named('DocumentPreview', () =>
  landedDocument().extend({
    seen: z.string().describe('Tells what was seen; an acceptance names it.'),
    examples: z.array(
      z.object({
        sourceKey: z.string(),
        kind: z.enum(['added', 'changed', 'gone']),
        before: rawRecord,
        after: rawRecord,
      }),
    ),
  }),
);

const guard = named('Guard', () =>
  z.object({
    guard: z.string().describe('By which it is answered.'),
    kind: z.enum(['withdrawals', 'document', 'columns']),
    source: z.string(),
    flow: z.string().nullable().describe('Of withdrawals.'),
    reader: z.string().nullable().describe('Of a document or columns.'),
    document: count().nullable().describe('`GET /documents/{id}` says what it would change.'),
    state: z.enum(['waiting', 'refused']),
    because: z.string(),
    records: count(),
    since: instant(),
    examples: z
      .array(z.string())
      .describe('Keys of some of what would go, the name of the document, or how columns have changed.'),
    seen: z.string().describe('Tells what was seen; an acceptance names it.'),
  }),
);

/** What is held until a person has answered. */
export const guardList = named('GuardList', () => z.object({ guards: z.array(guard()) }));

/** What was answered. */
export const answeredGuard = named('AnsweredGuard', () =>
  z.object({ guard: z.string(), answer: z.enum(['accepted', 'refused']), records: count() }),
);

/** How the columns of the readers of a source have changed. */
export const sourceDrift = named('SourceDrift', () =>
  z.object({
    readers: z.array(
      z.object({
        reader: z.string(),
        changes: z.array(z.string()),
        waits: z.boolean().describe('Whether the reader stops until they are accepted: a guard.'),
        since: instant(),
      }),
    ),
  }),
);

const planMode = () => z.enum(['off', 'manual', 'batch', 'real-time']);
const planScope = () => z.enum(['location', 'family', 'account-group', 'everything']);
const planSettings = () => ({
  source: z.string(),
  mode: planMode(),
  schedule: z.string().nullable().describe('Cron expression of a batch.'),
  owner: z.string().nullable().describe('Who looks after it.'),
  note: z.string().nullable().describe('Why it is so.'),
  resumes: planMode().nullable().describe('Of an entry that pauses: the mode in which it goes on.'),
});

/** An entry of the plan. */
export const planEntry = named('PlanEntry', () =>
  z.object({
    flow: z.string(),
    scope: planScope(),
    code: z.string().describe('Empty of everything.'),
    ...planSettings(),
    nextRunAt: instant().nullable().describe('When its next batch is due.'),
    ranAt: instant().nullable().describe('The state of the source that its last whole run published.'),
    author: z.string(),
    since: instant(),
  }),
);

/** Which source owns which part of a flow, and how it runs. */
export const planList = named('Plan', () => z.object({ entries: z.array(planEntry()) }));

const planChange = named('PlanChange', () =>
  z.object({
    id: count(),
    at: instant(),
    author: z.string(),
    flow: z.string(),
    scope: planScope(),
    code: z.string(),
    before: z.object(planSettings()).nullable(),
    after: z.object(planSettings()).nullable(),
    note: z.string().nullable(),
  }),
);

/** Changes of the plan, the newest first. */
export const planHistoryList = named('PlanHistory', () =>
  z.object({
    changes: z.array(planChange()),
    next: count().nullable().describe('`before` of the next page.'),
  }),
);

/** Runs that were asked for. */
export const planRuns = named('PlanRuns', () =>
  z.object({
    runs: z.array(z.object({ scope: planScope(), code: z.string(), reconciliation: reconciliation() })),
    orders: count().describe('Orders that were let go by a run of `orders-out`.'),
  }),
);

/** What a run would publish. */
export const planPreview = named('PlanPreview', () =>
  z.object({
    source: z.string(),
    added: count(),
    changed: count(),
    withdrawn: count(),
    examples: z.array(z.object({ key: z.string(), change: z.enum(['added', 'changed', 'withdrawn']) })),
  }),
);

const trialIssue = named('TrialIssue', () =>
  z.object({ field: z.string(), reason: z.string(), severity: z.enum(['held', 'warning']) }),
);
const tree = () => z.record(z.string(), z.unknown());

const triedReader = named('TriedReader', () =>
  z.object({
    reader: z.string(),
    rows: count(),
    withoutKey: count().describe('Rows that have no key by this document.'),
    unreadable: count(),
    faults: z.array(z.object({ position: count(), field: z.string().nullable(), reason: z.string() })),
    whole: z.boolean(),
    readOtherwise: z
      .boolean()
      .describe('Whether its rows were read by other settings than the document has.'),
    unusedColumns: z.array(z.string()),
  }),
);

const triedMapping = named('TriedMapping', () =>
  z.object({
    mapping: z.string(),
    flow: z.string(),
    reader: z.string(),
    rows: count(),
    records: count().describe('Records that would be published.'),
    held: count().describe('Rows of which a record is held.'),
    skipped: count(),
    causes: z.array(
      z.object({
        severity: z.enum(['held', 'warning', 'skipped']),
        field: z.string().nullable(),
        reason: z.string(),
        rows: count(),
      }),
    ),
    unfilledFields: z.array(z.string()).describe('Fields that the mapping does not fill.'),
    emptyFields: z
      .array(z.string())
      .describe('Fields that it fills, and that are empty or as by default in every record.'),
    examples: z.array(
      z.object({
        sourceKey: z.string(),
        position: count(),
        row: tree(),
        records: z.array(z.object({ key: z.string().nullable(), value: tree().nullable() })),
        issues: z.array(trialIssue()),
        skipped: z.string().nullable(),
      }),
    ),
  }),
);

/** What a document makes of a part of what has landed. */
export const landedTrial = named('SourceTrial', () =>
  z.object({
    trial: z.object({
      source: z.string(),
      readers: z.array(triedReader()),
      mappings: z.array(triedMapping()),
    }),
    next: next(z.string()),
  }),
);

const comparedFlow = named('ComparedFlow', () =>
  z.object({
    flow: z.string(),
    rows: count(),
    same: count(),
    changed: count(),
    added: count(),
    gone: count(),
    held: count().describe('Held back by the document, and not by the version that holds.'),
    released: count().describe('Held back by the version that holds, and not by the document.'),
    heldByBoth: count(),
    fields: z.record(z.string(), count()).describe('Changed records by the fields that differ.'),
    examples: z.array(
      z.object({
        kind: z.enum(['changed', 'added', 'gone', 'held', 'released']),
        sourceKey: z.string(),
        key: z.string().nullable(),
        fields: z.array(z.string()),
        before: tree().nullable(),
        after: tree().nullable(),
        reasons: z.array(z.string()),
      }),
    ),
  }),
);

/** How what a document makes of a part of what has landed differs from the version that holds. */
export const landedComparison = named('SourceComparison', () =>
  z.object({
    comparison: z.object({
      source: z.string(),
      version: count().describe('The version that holds.'),
      rows: count(),
      readOtherwise: z
        .array(z.string())
        .describe('Readers whose rows were read by other settings than the document has.'),
      flows: z.array(comparedFlow()),
    }),
    next: next(z.string()),
  }),
);

/** How a record of a configured source came about. */
export const recordExplanation = named('RecordExplanation', () =>
  z.object({
    source: z.string(),
    flow: z.string(),
    key: z.string(),
    version: count().describe('Version of the document by which it is made.'),
    mapping: z.string(),
    reader: z.string(),
    sourceKey: z.string(),
    published: z
      .object({ version: count(), fingerprint: z.string(), deleted: z.boolean(), changedAt: instant() })
      .nullable(),
    made: z
      .enum(['as-published', 'otherwise', 'unpublished'])
      .describe(
        '`as-published`: byte for byte what was published. `otherwise`: its rows have changed since, or it waits.',
      ),
    row: z.object({ values: tree(), position: count(), asOf: instant() }),
    document: z
      .object({ id: count(), name: z.string() })
      .nullable()
      .describe('The document that said so; null of the newest that is known.'),
    lookedUp: z.array(
      z.object({
        as: z.string().describe('Names that lead to it: `group.texts`.'),
        reader: z.string(),
        values: tree(),
      }),
    ),
    repairs: z
      .array(
        z.object({
          path: z.array(z.string()),
          replaced: z.string().nullable(),
          value: z.string().nullable(),
          reason: z.string(),
          author: z.string(),
          madeAt: instant(),
        }),
      )
      .describe('What people have laid over its row.'),
    record: tree().nullable().describe('Null of a record that is held back, or that its row does not give.'),
    skipped: z.string().nullable(),
    fields: z.array(
      z.object({
        field: z.string(),
        column: z.string().nullable(),
        ordinal: count().describe('Of an element of a list, which of its list it is, from 1.'),
        steps: z.array(z.object({ step: z.string(), value: z.unknown() })),
      }),
    ),
    issues: z.array(trialIssue().extend({ column: z.string().nullable() })),
    quarantined: z.array(trialIssue().extend({ key: z.string() })),
  }),
);
