import { Injectable } from '@nestjs/common';
import { Outbox } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { AuditLog, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { productFlows, targetOfGroup, targetOfRecord } from './exception.ts';
import { publishExceptions } from './exceptions.tables.ts';
import {
  type Handling,
  type Meant,
  type OneFlow,
  flowsMeant,
  handle,
  recordsMeant,
} from './handling.tables.ts';

/** Records dealt with in one transaction, so that capture waits for few of them at a time. */
const pageSize = 1_000;

/** Says who looks after records that are held, and what is to become of them. */
@Injectable()
export class ExceptionHandling {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
  ) {}

  /** @returns how many records it was about */
  async handle(user: User, action: string, meant: Meant, handling: Handling): Promise<number> {
    let records = 0;
    for (const flow of await transaction(this.dataSource, (tx) => flowsMeant(tx, meant)))
      for (let after: string | null = ''; after !== null;) {
        const page = await this.handlePage(user, action, { meant, handling, flow, after });
        records += page.records;
        after = page.last;
      }
    return records;
  }

  private handlePage(
    user: User,
    action: string,
    { meant, handling, flow, after }: { meant: Meant; handling: Handling; flow: OneFlow; after: string },
  ): Promise<{ records: number; last: string | null }> {
    return transaction(this.dataSource, async (tx) => {
      const found = await recordsMeant(tx, flow, meant, after, pageSize);
      if (found.length === 0) return { records: 0, last: null };
      const keys = found.map(({ key }) => key);
      const records = await handle(tx, flow, keys, handling);
      const sourceKeys = [...new Set(found.map(({ sourceKey }) => sourceKey))];
      await publishExceptions(tx, this.outbox, { ...flow, sourceKeys });
      // What is said of a person stays with the record, which is erased with that person.
      const { assignee, note, ignoredBecause } = handling;
      const said = {
        ...(assignee !== undefined && { assignee }),
        ...(productFlows.has(flow.flow) && {
          ...(note !== undefined && { note }),
          ...(ignoredBecause !== undefined && { because: ignoredBecause }),
        }),
      };
      const targets =
        'group' in meant ? [targetOfGroup(meant.group)] : found.map(({ id }) => targetOfRecord(id));
      for (const target of targets)
        await this.audit.record(tx, { actor: user, action, target, details: { ...flow, records, ...said } });
      return { records, last: found.length < pageSize ? null : (keys.at(-1) ?? null) };
    });
  }
}
