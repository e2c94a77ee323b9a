import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Post, Put, Query, StreamableFile } from '@nestjs/common';
import type { RawTree } from '@throughline/connector';
import { formatSchema, writeRecords } from '@throughline/file-formats';
import { transaction } from '@throughline/persistence';
import {
  Allow,
  CurrentUser,
  InvalidRequest,
  Problem,
  Responds,
  RespondsCsv,
  type User,
  code,
  isStorable,
} from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import {
  type Binding,
  type BindingConflict,
  type BindingCursor,
  type BindingSuggestion,
  type BoundKind,
  bindingConflicts,
  boundKinds,
  listBindings,
  suggestedBindings,
} from '../bindings/bindings.queries.ts';
import {
  bindingChanges,
  bindingConflictList,
  bindingList,
  bindingSuggestionList,
  bindingsFile,
} from '../response.schemas.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { Bindings, BindingsChanged, type BindingsPreview, UnfitBindings } from './bindings.service.ts';

const name = z.string().min(1).max(40);
const storable = 'holds a character that cannot be kept';
const reason = z.string().trim().min(1, 'is missing').max(1_000).refine(isStorable, storable);
/** Byte for byte. */
const sourceKey = z.string().min(1, 'is missing').max(1_000).refine(isStorable, storable);

const chosen = { source: name.optional(), kind: z.enum(boundKinds).optional() };
const search = z.string().min(1).max(200).optional();
const page = z.object({
  ...chosen,
  /** A part of the code or of the key in the source, in any case. */
  search,
  /** `next` of the page before. */
  after: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const conflicts = z.object({ ...chosen, limit: z.coerce.number().int().min(1).max(1_000).default(100) });
const suggestions = z.object({
  /** Whose rows would be bound. */
  source: name,
  /** Whose codes they would have. */
  like: name,
  /** `next` of the page before. */
  after: z.string().max(1_000).refine(isStorable, storable).default(''),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const exported = z.object({ ...chosen, search });

const binding = z
  .strictObject({
    source: name,
    kind: z.enum(boundKinds).default('items'),
    sourceKey: sourceKey.describe('Key of the row in the source, byte for byte.'),
    code: code.nullable().describe('Null: the one that its own key comes to.'),
    reason: reason.describe('Why.'),
  })
  .meta({ id: 'BindingRequest' });

const csv = z
  .string()
  .max(900_000)
  .describe('Begins with `source`, and names `source`, `kind`, `sourceKey`, `code` and perhaps `reason`.');
const previewed = z.strictObject({ csv, reason: reason.optional() }).meta({ id: 'BindingsPreviewRequest' });
const taken = z
  .strictObject({
    csv,
    reason: reason.optional().describe('Of rows that say none.'),
    seen: z.string().max(40).describe('That of the preview.'),
  })
  .meta({ id: 'BindingsImportRequest' });

const pageOfExport = 1_000;
const first: BindingCursor = ['', '', ''];

/** Which row of which back office has which code. */
@Controller('bindings')
export class BindingsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly bindings: Bindings,
  ) {}

  @Get()
  @Allow('integrator', 'admin', 'merchandiser', 'auditor')
  @Responds(200, bindingList)
  async list(
    @Query({ schema: page }) { source, kind, after, limit, ...of }: z.infer<typeof page>,
  ): Promise<{ bindings: Binding[]; next: string | null }> {
    const found = await this.page({ source, kind, ...of }, readCursor(after), limit);
    const last = found.at(-1);
    const next =
      found.length < limit || last === undefined ? null : cursorText([last.source, last.kind, last.key]);
    return { bindings: found.map(({ key: _, ...shown }) => shown), next };
  }

  /** Rows that are held because another row has the code which their keys come to. */
  @Get('conflicts')
  @Allow('integrator', 'admin', 'merchandiser', 'auditor')
  @Responds(200, bindingConflictList)
  async conflicts(
    @Query({ schema: conflicts }) { source, kind, limit }: z.infer<typeof conflicts>,
  ): Promise<{ conflicts: BindingConflict[] }> {
    const query = { sources: this.sources.named(source, 'query'), kinds: kindsOf(kind), limit };
    return { conflicts: await transaction(this.dataSource, (tx) => bindingConflicts(tx, query)) };
  }

  /** Items of a source that another one has under another code, by their GTIN. */
  @Get('suggestions')
  @Allow('integrator', 'admin', 'merchandiser', 'auditor')
  @Responds(200, bindingSuggestionList)
  async suggestions(
    @Query({ schema: suggestions }) { source, like, after, limit }: z.infer<typeof suggestions>,
  ): Promise<{ suggestions: BindingSuggestion[]; next: string | null }> {
    for (const each of [source, like])
      if (this.sources.find(each) === undefined) throw new Problem(404, `There is no source ${each}`);
    if (like === source)
      throw new InvalidRequest([{ field: 'like', message: 'is the source itself', in: 'query' }]);
    const query = { source, like, after, limit };
    const found = await transaction(this.dataSource, (tx) => suggestedBindings(tx, query));
    return { suggestions: found, next: found.length < limit ? null : (found.at(-1)?.sourceKey ?? null) };
  }

  /** The bindings as a file that can be taken in again. */
  @Get('export')
  @Allow('integrator', 'admin', 'merchandiser', 'auditor')
  @RespondsCsv(bindingsFile)
  export(@Query({ schema: exported }) of: z.infer<typeof exported>): StreamableFile {
    this.sources.named(of.source, 'query');
    const columns = ['source', 'kind', 'sourceKey', 'code', 'reason', 'boundBy'];
    const rows = writeRecords(formatSchema.parse({ csv: ',' }), this.rows(of), { columns });
    return new StreamableFile(Readable.from(rows), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="bindings.csv"',
    });
  }

  /** Gives a row a code, whatever its own key comes to. */
  @Put()
  @Allow('integrator', 'admin')
  @Responds(200, bindingChanges)
  bind(
    @Body({ schema: binding }) body: z.infer<typeof binding>,
    @CurrentUser() user: User,
  ): Promise<BindingsPreview> {
    return this.bindings.bind(user, body).catch((error: unknown) => refused(error, 'body'));
  }

  /** What a file would change, and what of it does not fit; changes nothing. */
  @Post('import/preview')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, bindingChanges)
  preview(@Body({ schema: previewed }) body: z.infer<typeof previewed>): Promise<BindingsPreview> {
    return this.bindings.preview(body.csv, body.reason);
  }

  /** Takes a file in: all of it, or nothing. */
  @Post('import')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, bindingChanges)
  import(
    @Body({ schema: taken }) { csv: file, reason: why, seen }: z.infer<typeof taken>,
    @CurrentUser() user: User,
  ): Promise<BindingsPreview> {
    return this.bindings
      .take(user, { csv: file, reason: why, seen })
      .catch((error: unknown) => refused(error, 'csv'));
  }

  private page(
    {
      source,
      kind,
      search: part,
    }: { source?: string | undefined; kind?: BoundKind | undefined; search?: string | undefined },
    after: BindingCursor,
    limit: number,
  ) {
    const query = {
      sources: this.sources.named(source, 'query'),
      kinds: kindsOf(kind),
      search: part,
      after,
      limit,
    };
    return transaction(this.dataSource, (tx) => listBindings(tx, query));
  }

  private async *rows(of: z.infer<typeof exported>): AsyncGenerator<RawTree> {
    for (let after: BindingCursor | null = first; after !== null;) {
      const found = await this.page(of, after, pageOfExport);
      for (const { source, kind, sourceKey: key, code: its, reason: why, boundBy } of found)
        yield { source, kind, sourceKey: key, code: its, reason: why, boundBy };
      const last = found.at(-1);
      after = found.length < pageOfExport || last === undefined ? null : [last.source, last.kind, last.key];
    }
  }
}

function kindsOf(kind: BoundKind | undefined): readonly BoundKind[] {
  return kind === undefined ? boundKinds : [kind];
}

function cursorText(cursor: BindingCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

const text = z.string().refine(isStorable);
const cursor = z.tuple([text, text, text]);

function readCursor(after: string | undefined): BindingCursor {
  if (after === undefined) return first;
  try {
    return cursor.parse(JSON.parse(Buffer.from(after, 'base64url').toString()));
  } catch {
    throw new InvalidRequest([{ field: 'after', message: 'is not the end of a page', in: 'query' }]);
  }
}

function refused(error: unknown, where: 'body' | 'csv'): never {
  if (error instanceof UnfitBindings) {
    const errors = error.faults.map(({ row, field, message }) => {
      return { field: where === 'csv' ? `csv[${row}].${field}` : field, message, in: 'body' as const };
    });
    const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
    const isUnknown = where === 'body' && errors.some(({ field }) => field === 'sourceKey');
    throw new Problem(isUnknown ? 404 : 422, detail.slice(0, 1_000), { name: 'bindings-unfit', errors });
  }
  if (error instanceof BindingsChanged)
    throw new Problem(409, error.message, {
      ...{ name: 'bindings-changed', extensions: { preview: error.preview } },
    });
  throw error;
}
