import type { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Allow, CurrentUser, InvalidRequest, Responds, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { documentList, documentPreview, landedDocument } from '../response.schemas.ts';
import { type LandedDocument, documentStates, listDocuments } from '../landing/landed-documents.tables.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { type DocumentPreview, DocumentsService } from './documents.service.ts';

const name = z.string().min(1).max(40);
const id = z.coerce.number().int().min(1);

const query = z.object({
  source: name.optional(),
  reader: name.optional(),
  state: z.enum(documentStates).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const upload = z.object({
  source: name,
  reader: name,
  /** As people call it. */
  name: z.string().min(1).max(200),
  /** When it was so; now when left out. */
  asOf: z.iso.datetime({ offset: true }).optional(),
});

const acceptance = z.strictObject({ seen: z.string().max(40) }).meta({ id: 'DocumentAcceptance' });
const refusal = z.strictObject({ reason: z.string().min(1).max(1_000) }).meta({ id: 'DocumentRefusal' });

@Controller('documents')
export class DocumentsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly documents: DocumentsService,
    host: HttpAdapterHost,
  ) {
    // A process that only rebuilds a projection serves nothing.
    const adapter = host.httpAdapter as HttpAdapterHost['httpAdapter'] | null;
    const http = adapter?.getInstance() as FastifyInstance | undefined;
    // A file is read as it comes, however large it is.
    http?.addContentTypeParser('application/octet-stream', (_, payload, done) => done(null, payload));
  }

  @Get()
  @Allow('integrator', 'admin', 'auditor')
  @Responds(200, documentList)
  async list(
    @Query({ schema: query }) asked: z.infer<typeof query>,
  ): Promise<{ documents: LandedDocument[] }> {
    const { source, reader = null, state = null, limit } = asked;
    const sources = this.sources.named(source, 'query');
    return { documents: await listDocuments(this.dataSource, { sources, reader, state, limit }) };
  }

  /** What it came to, and what it would change. */
  @Get(':id')
  @Allow('integrator', 'admin')
  @Responds(200, documentPreview)
  find(@Param('id', { schema: id }) which: number): Promise<DocumentPreview> {
    return this.documents.find(which);
  }

  /** Takes a file in, which then waits to be accepted. */
  @Post()
  @Allow('integrator', 'admin')
  @Responds(201, documentPreview)
  upload(
    @Query({ schema: upload }) { asOf, ...asked }: z.infer<typeof upload>,
    // Past the pipes, which would walk through the stream as if it were JSON.
    @Req() { body }: { body?: Readable },
    @CurrentUser() user: User,
  ): Promise<DocumentPreview> {
    if (body === undefined || typeof body.pipe !== 'function')
      throw new InvalidRequest([
        { field: 'body', message: 'must be the file, as application/octet-stream', in: 'body' },
      ]);
    return this.documents.upload(
      user,
      { ...asked, asOf: asOf === undefined ? undefined : new Date(asOf) },
      body,
    );
  }

  @Post(':id/acceptance')
  @HttpCode(202)
  @Allow('integrator', 'admin')
  @Responds(202, landedDocument)
  accept(
    @Param('id', { schema: id }) which: number,
    @Body({ schema: acceptance }) { seen }: z.infer<typeof acceptance>,
    @CurrentUser() user: User,
  ): Promise<LandedDocument> {
    return this.documents.accept(user, which, seen);
  }

  @Post(':id/refusal')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, landedDocument)
  refuse(
    @Param('id', { schema: id }) which: number,
    @Body({ schema: refusal }) { reason }: z.infer<typeof refusal>,
    @CurrentUser() user: User,
  ): Promise<LandedDocument> {
    return this.documents.refuse(user, which, reason);
  }
}
