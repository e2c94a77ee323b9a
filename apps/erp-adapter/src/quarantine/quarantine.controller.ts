import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import {
  Allow,
  AuditLog,
  CurrentUser,
  InvalidRequest,
  Problem,
  Responds,
  type User,
  isStorable,
} from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { groupList, heldRecord, heldRecordCount, quarantineList } from '../response.schemas.ts';
import { type Flow, flows } from '@throughline/connector';
import { SourceRegistry } from '../sources/registry.ts';
import { productFlows, targetOfGroup } from './exception.ts';
import { type HeldGroup, findGroups } from './groups.tables.ts';
import { ExceptionHandling } from './handling.service.ts';
import type { Handling } from './handling.tables.ts';
import { type Cursor, type QuarantineEntry, findEntries, rereadHeld } from './quarantine.tables.ts';
import { findHeldRecord } from './records.tables.ts';
import { type HeldRecordReport, reportOn } from './report.queries.ts';

const name = z.string().max(40);
const group = z.string().regex(/^[0-9a-f]{32}$/, 'is no group');
const id = z.string().regex(/^[0-9a-f]{32}$/, 'is no id of a record');
/** As tokens name a person: no name, no address. */
const subject = z.string().regex(/^[\w.:|-]{1,200}$/, 'must be the subject of a token, without blanks and @');
const words = z
  .string()
  .trim()
  .min(1, 'is missing')
  .max(1_000)
  .refine(isStorable, 'holds a character that cannot be kept');

const page = z.object({
  source: name.optional(),
  flow: z.enum(flows).optional(),
  /** A part of the reason, in any case. */
  cause: z.string().min(1).max(200).optional(),
  group: group.optional(),
  /** Of those that this person looks after. */
  assignee: subject.optional(),
  /** `next` of the page before. */
  after: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const groups = z.object({
  source: name.optional(),
  flow: z.enum(flows).optional(),
  group: group.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

const retry = z
  .strictObject({
    source: name.optional(),
    flow: z.enum(flows).optional(),
    group: group.optional().describe('What is held for one cause.'),
    keys: z.array(z.string().min(1).max(1_000)).min(1).max(2_000).optional(),
  })
  .meta({ id: 'RereadRequest' });

const meant = {
  group: group.optional().describe('All that is held for one cause.'),
  records: z.array(id).min(1).max(500).optional().describe('Ids of records.'),
};
const assignment = z
  .strictObject({ ...meant, assignee: subject.nullable().describe('Null for nobody.') })
  .meta({ id: 'ExceptionAssignment' });
const noting = z
  .strictObject({ ...meant, note: words.nullable().describe('Null for none.') })
  .meta({ id: 'ExceptionNote' });
const ignoring = z
  .strictObject({
    ...meant,
    reason: words.nullable().describe('Why they may stay as they are while their rows do; null: no more.'),
  })
  .meta({ id: 'ExceptionIgnored' });

interface Chosen {
  group?: string | undefined;
  records?: string[] | undefined;
}

@Controller('quarantine')
export class QuarantineController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly handling: ExceptionHandling,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('integrator', 'admin', 'merchandiser', 'auditor')
  @Responds(200, quarantineList)
  async list(
    @Query({ schema: page }) { source, flow, after, limit, ...of }: z.infer<typeof page>,
    @CurrentUser() user: User,
  ): Promise<{ entries: QuarantineEntry[]; next: string | null }> {
    const query = {
      ...of,
      sources: this.sources.named(source, 'query'),
      flows: visibleTo(user, flow),
      after: readCursor(after),
      limit,
    };
    const entries = await transaction(this.dataSource, (tx) => findEntries(tx, query));
    const last = entries.at(-1);
    return { entries, next: entries.length < limit || !last ? null : writeCursor(last) };
  }

  /** Why records are held or warned of, each with those that one mend helps, what holds most first. */
  @Get('groups')
  @Allow('integrator', 'admin', 'merchandiser', 'auditor')
  @Responds(200, groupList)
  async groups(
    @Query({ schema: groups }) { source, flow, ...of }: z.infer<typeof groups>,
    @CurrentUser() user: User,
  ): Promise<{ groups: HeldGroup[] }> {
    const query = { ...of, sources: this.sources.named(source, 'query'), flows: visibleTo(user, flow) };
    return { groups: await transaction(this.dataSource, (tx) => findGroups(tx, query)) };
  }

  /** A record that is held, with its rows as they came, and what people did about it. */
  @Get('records/:id')
  @Allow('integrator', 'admin', 'merchandiser', 'auditor')
  @Responds(200, heldRecord)
  async find(
    @Param('id', { schema: id }) which: string,
    @CurrentUser() user: User,
  ): Promise<HeldRecordReport> {
    return transaction(this.dataSource, async (tx) => {
      const record = await findHeldRecord(tx, which);
      if (record === null || !visibleTo(user, record.flow).includes(record.flow))
        throw new Problem(404, 'No such record is held');
      return reportOn(tx, record, this.sources.find(record.source));
    });
  }

  /** Has the records read again; those that are in order by now are published. */
  @Post('retry')
  @HttpCode(202)
  @Allow('integrator', 'admin')
  @Responds(202, heldRecordCount)
  async retry(
    @Body({ schema: retry }) { source, flow, keys, group: cause }: z.infer<typeof retry>,
    @CurrentUser() user: User,
  ): Promise<{ records: number }> {
    const wanted = {
      sources: this.sources.named(source, 'body'),
      flows: flow === undefined ? flows : [flow],
      ...{ keys, group: cause },
    };
    return transaction(this.dataSource, async (tx) => {
      const records = await rereadHeld(tx, wanted);
      const target = cause === undefined ? 'quarantine' : targetOfGroup(cause);
      const details = { ...wanted, records };
      await this.audit.record(tx, { actor: user, action: 'retry-quarantine', target, details });
      return { records };
    });
  }

  /** Says who looks after records. */
  @Post('assignments')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, heldRecordCount)
  assign(
    @Body({ schema: assignment }) { assignee, ...chosen }: z.infer<typeof assignment>,
    @CurrentUser() user: User,
  ): Promise<{ records: number }> {
    return this.handle(user, 'assign-exception', chosen, { assignee });
  }

  /** Notes something beside records. */
  @Post('notes')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, heldRecordCount)
  note(
    @Body({ schema: noting }) { note, ...chosen }: z.infer<typeof noting>,
    @CurrentUser() user: User,
  ): Promise<{ records: number }> {
    return this.handle(user, 'note-exception', chosen, { note });
  }

  /** Lets records stay as they are, until their rows change. */
  @Post('ignored')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, heldRecordCount)
  ignore(
    @Body({ schema: ignoring }) { reason, ...chosen }: z.infer<typeof ignoring>,
    @CurrentUser() user: User,
  ): Promise<{ records: number }> {
    const action = reason === null ? 'heed-exception' : 'ignore-exception';
    return this.handle(user, action, chosen, { ignoredBecause: reason });
  }

  private async handle(
    user: User,
    action: string,
    { group: cause, records: ids }: Chosen,
    handling: Handling,
  ): Promise<{ records: number }> {
    if ((cause === undefined) === (ids === undefined))
      throw new InvalidRequest(
        ['group', 'records'].map((field) => {
          return { field, message: 'must be there, or the other, and not both', in: 'body' };
        }),
      );
    const which = cause === undefined ? { ids: ids ?? [] } : { group: cause };
    const records = await this.handling.handle(user, action, which, handling);
    if (records === 0) throw new Problem(404, 'No such record is held');
    return { records };
  }
}

/** The flows that somebody may see, or the one of them that was asked for. */
function visibleTo({ roles }: User, asked: Flow | undefined): readonly Flow[] {
  const seesAll = roles.some((role) => role === 'integrator' || role === 'admin' || role === 'auditor');
  return flows.filter(
    (flow) => (seesAll || productFlows.has(flow)) && (asked === undefined || flow === asked),
  );
}

function writeCursor({ source, flow, key, field }: QuarantineEntry): string {
  return Buffer.from(JSON.stringify([source, flow, key, field])).toString('base64url');
}

const text = z.string().refine(isStorable);
const cursor = z.tuple([text, text, text, text]);

function readCursor(text: string | undefined): Cursor {
  if (text === undefined) return ['', '', '', ''];
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new InvalidRequest([{ field: 'after', message: 'is not the end of a page', in: 'query' }]);
  }
}
