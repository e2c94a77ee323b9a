import { Injectable } from '@nestjs/common';
import type { Availability } from '@throughline/events';
import { type Tx, transaction } from '@throughline/persistence';
import { Clock } from '@throughline/service';
import { DataSource } from 'typeorm';
import { availabilityOf, emptyLevel, figureOf, freeOf } from './availability.ts';
import { levelsOf } from './levels.tables.ts';
import { unbalanced } from './order-facts.tables.ts';
import { standingsOf } from './stock.tables.ts';

export interface LocationView {
  source: string;
  location: string;
  name: string | null;
  servesWeb: boolean;
  quantity: number;
  basis: string;
  allocatedElsewhere: number;
  safetyStock: number;
  /** What it adds to the pool; below zero it takes from it. */
  figure: number;
  watermarked: boolean;
  asOf: Date;
}

export interface AvailabilityView {
  sku: string;
  /** Null while no location has stated anything. */
  availability: Availability | null;
  /** Σ over serving locations, and what of it is claimed; negatives are kept. */
  supply: number;
  claimed: number;
  locations: LocationView[];
  /** What one unit of a kit is put together of, and how many units of each can be sold; empty for everything else. */
  components: { sku: string; quantity: number; availableToSell: number }[];
}

export interface ClaimView {
  order: string;
  line: number;
  sku: string;
  reserved: number;
  backOrdered: number;
  released: number;
  settled: number;
  open: number;
  entries: { kind: string; quantity: number; location: string | null; estimated: boolean; at: Date }[];
}

export interface UnbalancedView {
  order: string;
  line: number;
  sku: string;
  open: number;
  completedAt: Date;
  ageSeconds: number;
}

@Injectable()
export class InventoryQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Null for a SKU that nothing is known of. */
  async availability(sku: string): Promise<AvailabilityView | null> {
    return this.read(async (tx) => {
      const { level, parts } = await levelsOf(tx, sku);
      if (!level) return null;
      const standings = await standingsOf(tx, [sku]);
      const locations = standings
        .filter(({ deleted }) => !deleted)
        .map(({ statement, place }): LocationView => {
          const { source, location, quantity, basis, allocatedElsewhere, safetyStock } = statement;
          const { watermarked, asOf } = statement;
          return {
            source,
            location,
            name: place?.name ?? null,
            servesWeb: place?.servesWeb ?? false,
            quantity,
            basis,
            allocatedElsewhere,
            safetyStock,
            figure: figureOf(statement),
            watermarked,
            asOf,
          };
        });
      const { supply, claimed } = level;
      const levelOf = (code: string) => parts.find((part) => part.sku === code);
      const components = level.components.map((component) => ({
        ...component,
        availableToSell: freeOf(levelOf(component.sku) ?? emptyLevel(component.sku)),
      }));
      return { sku, availability: availabilityOf(level, levelOf), supply, claimed, locations, components };
    });
  }

  /** The claims of an order with their ledger; null when it was never placed here. */
  async reservations(order: string): Promise<ClaimView[] | null> {
    return this.read(async (tx) => {
      const [known] = await tx.query('select 1 from order_claims where order_no = $1', [order]);
      if (!known) return null;
      const claims = await tx.query<Omit<ClaimView, 'entries'>>(
        `select order_no as "order", line, sku, reserved, back_ordered as "backOrdered", released, settled, open
         from reservations where order_no = $1 order by line, sku`,
        [order],
      );
      const entries = await tx.query<ClaimView['entries'][number] & { line: number; sku: string }>(
        `select line, sku, kind, quantity, location, estimated, at from ledger_entries where order_no = $1 order by id`,
        [order],
      );
      return claims.map((claim) => ({
        ...claim,
        entries: entries
          .filter(({ line, sku }) => line === claim.line && sku === claim.sku)
          .map(({ line: _, sku: __, ...entry }) => entry),
      }));
    });
  }

  /** Lines of ended orders that still claim units, oldest first. */
  async unbalanced(limit: number): Promise<UnbalancedView[]> {
    const now = this.clock.now();
    const lines = await this.read((tx) => unbalanced(tx, now, limit));
    return lines.map((line) => ({
      ...line,
      ageSeconds: Math.round((now.getTime() - line.completedAt.getTime()) / 1_000),
    }));
  }

  private async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return transaction(this.dataSource, work);
  }
}
