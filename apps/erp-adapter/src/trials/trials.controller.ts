import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { type Flow, flows } from '@throughline/connector';
import { Allow, InvalidRequest, Responds } from '@throughline/service';
import type { Comparison, Trial } from '@throughline/source-verification';
import { z } from 'zod';
import { landedComparison, landedTrial, recordExplanation } from '../response.schemas.ts';
import { withFaults } from '../sources/document-faults.ts';
import { type Explanation, ExplanationsService } from './explanations.service.ts';
import { type PartEnd, TrialsService } from './trials.service.ts';

const part = {
  document: z.string().min(1).max(1_000_000),
  days: z.int().min(1).max(3_650).nullable().default(null),
  /** `next` of the part before. */
  after: z.string().max(4_000).nullable().default(null),
};

const trial = z
  .strictObject({ ...part, reader: z.string().min(1).max(40).nullable().default(null) })
  .meta({ id: 'SourceTrialRequest' });

const comparison = z.strictObject(part).meta({ id: 'SourceComparisonRequest' });

const which = z.object({ flow: z.enum(flows), key: z.string().min(1).max(1_000) });

@Controller('sources')
export class TrialsController {
  constructor(
    private readonly trials: TrialsService,
    private readonly explanations: ExplanationsService,
  ) {}

  /** What a document makes of what has landed, a part at a time; changes nothing. */
  @Post('trial')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, landedTrial)
  try(@Body({ schema: trial }) { after, ...asked }: z.infer<typeof trial>) {
    return withFaults(async (): Promise<{ trial: Trial; next: string | null }> => {
      const made = await this.trials.tryPart({ ...asked, after: readEnd(after) });
      return { ...made, next: writeEnd(made.next) };
    });
  }

  /** How what a document makes of what has landed differs from the version that holds, a part at a time. */
  @Post('comparison')
  @HttpCode(200)
  @Allow('integrator', 'admin')
  @Responds(200, landedComparison)
  compare(@Body({ schema: comparison }) { after, ...asked }: z.infer<typeof comparison>) {
    return withFaults(async (): Promise<{ comparison: Comparison; next: string | null }> => {
      const made = await this.trials.comparePart({ ...asked, after: readEnd(after) });
      return { ...made, next: writeEnd(made.next) };
    });
  }

  /** How a record came about: its rows, each step, and the version. */
  @Get(':source/explanation')
  @Allow('integrator', 'admin')
  @Responds(200, recordExplanation)
  explain(
    @Param('source', { schema: z.string().max(40) }) source: string,
    @Query({ schema: which }) { flow, key }: { flow: Flow; key: string },
  ): Promise<Explanation> {
    return this.explanations.explain(source, flow, key);
  }
}

const end = z.strictObject({ reader: z.string().max(40), sourceKey: z.string().max(2_000) });

function writeEnd(of: PartEnd | null): string | null {
  return of === null ? null : Buffer.from(JSON.stringify(of)).toString('base64url');
}

function readEnd(text: string | null): PartEnd | null {
  if (text === null) return null;
  try {
    return end.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new InvalidRequest([{ field: 'after', message: 'is not the end of a part', in: 'body' }]);
  }
}
