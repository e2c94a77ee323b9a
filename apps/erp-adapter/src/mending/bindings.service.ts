import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Tx, transaction } from '@throughline/persistence';
import { AuditLog, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import {
  type BindingChange,
  type BindingFault,
  type WantedBinding,
  judgeBindings,
} from '../bindings/binding-change.ts';
import { bindingFacts, lockBindings, saveBindings } from '../bindings/binding-changes.tables.ts';
import { type UnreadRow, bindingsIn } from '../bindings/bindings-csv.ts';
import { SourceRegistry } from '../sources/registry.ts';

/** Bindings that cannot be; none of those that came with them is made. */
export class UnfitBindings extends Error {
  override readonly name = 'UnfitBindings';

  constructor(readonly faults: readonly (BindingFault | UnreadRow)[]) {
    super('Bindings do not fit');
  }
}

/** What would change is not what was seen. */
export class BindingsChanged extends Error {
  override readonly name = 'BindingsChanged';

  constructor(readonly preview: BindingsPreview) {
    super('What would change is not what was seen');
  }
}

/** What bindings come to. */
export interface BindingsPreview {
  /** Tells what was seen. */
  seen: string;
  changes: BindingChange[];
  unchanged: number;
  faults: (BindingFault | UnreadRow)[];
}

/** Gives rows of back offices codes other than those that their keys come to. */
@Injectable()
export class Bindings {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly audit: AuditLog,
  ) {}

  /** @throws UnfitBindings */
  async bind(user: User, wanted: Omit<WantedBinding, 'row'>): Promise<BindingsPreview> {
    return transaction(this.dataSource, async (tx) => {
      const preview = await this.judge(tx, [{ ...wanted, row: 1 }], []);
      await this.write(tx, user, preview);
      return preview;
    });
  }

  /** What a file would change, and what of it does not fit; nothing is written. */
  async preview(csv: string, reason: string | undefined): Promise<BindingsPreview> {
    const { bindings, faults } = bindingsIn(csv, reason);
    return transaction(this.dataSource, (tx) => this.judge(tx, bindings, faults));
  }

  /** All of a file or nothing. @param seen of the preview @throws UnfitBindings, BindingsChanged */
  async take(
    user: User,
    { csv, reason, seen }: { csv: string; reason: string | undefined; seen: string },
  ): Promise<BindingsPreview> {
    const { bindings, faults } = bindingsIn(csv, reason);
    return transaction(this.dataSource, async (tx) => {
      const preview = await this.judge(tx, bindings, faults);
      if (preview.faults.length === 0 && preview.seen !== seen) throw new BindingsChanged(preview);
      await this.write(tx, user, preview);
      return preview;
    });
  }

  private async judge(
    tx: Tx,
    wanted: readonly WantedBinding[],
    unread: readonly UnreadRow[],
  ): Promise<BindingsPreview> {
    await lockBindings(tx);
    const judged = judgeBindings(wanted, this.sources.names, await bindingFacts(tx, wanted));
    const { changes, unchanged } = judged;
    const seen = hash('sha256', JSON.stringify(changes), 'base64url').slice(0, 22);
    return { seen, changes, unchanged, faults: [...unread, ...judged.faults] };
  }

  private async write(tx: Tx, user: User, { changes, faults }: BindingsPreview): Promise<void> {
    if (faults.length > 0) throw new UnfitBindings(faults);
    if (changes.length === 0) return;
    await saveBindings(tx, changes, user.subject);
    for (const { source, kind, sourceKey, before, after, reason } of changes)
      await this.audit.record(tx, {
        ...{ actor: user, action: 'bind-code', target: `binding ${source}|${kind}|${sourceKey}` },
        details: { before, after, reason },
      });
  }
}
