import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Decimal } from '@throughline/money';
import { type CalendarDate, type TaxRate, calendarDateIn, taxRateFor } from '@throughline/order-rules';
import { Clock, ServiceConfig } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import type { environment } from '../environment.ts';
import { type FlowAges, type FlowRow, agesOf } from './flow-ages.ts';

/** The few rows that every response needs, held in memory and read again when they change. */
@Injectable()
export class ReferenceData implements OnApplicationBootstrap {
  #taxes: TaxRate[] = [];
  #flows: FlowRow[] = [];
  readonly #rates = new Map<string, Decimal | null>();
  #ratesVersion = 0;
  #today = { minute: Number.NaN, date: '' };
  /** Account that guest orders are booked to; null while customers has published none. */
  guestAccount: string | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly config: ServiceConfig<typeof environment>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.reload();
  }

  async reload(): Promise<void> {
    const [taxes, flows, accounts] = await Promise.all([
      this.dataSource.query<TaxRate[]>(
        `select country, category, rate, valid_from as "validFrom", valid_to as "validTo"
         from erp_taxes where not deleted`,
      ),
      this.dataSource.query<FlowRow[]>(
        `select flow, mode, state, heard_at as "heardAt" from integration_flows where not deleted`,
      ),
      this.dataSource.query<{ account: string }[]>(
        `select account from customers_accounts
         where not deleted and kind = 'guests' and not blocked order by account limit 1`,
      ),
    ]);
    this.#taxes = taxes;
    this.#flows = flows;
    this.#clearRates();
    this.guestAccount = accounts[0]?.account ?? null;
  }

  /** Reads again; keeps what was read before when that fails. */
  async refresh(): Promise<void> {
    await this.reload().catch((error: unknown) => {
      logger.warn({ err: error }, 'Taxes and flows cannot be read; those read before are kept');
    });
  }

  /** The rate in force today, by the seller's calendar, for a tax class in a country. */
  readonly rateOf = (country: string, category: string): Decimal | null => {
    const on = this.#dateNow();
    const key = `${country} ${category}`;
    let rate = this.#rates.get(key);
    if (rate === undefined) {
      rate = taxRateFor(this.#taxes, { country, category, on })?.rate ?? null;
      this.#rates.set(key, rate);
    }
    return rate;
  };

  /** What was computed by {@link rateOf} is valid for as long as this does not change. */
  get ratesVersion(): number {
    this.#dateNow();
    return this.#ratesVersion;
  }

  #clearRates(): void {
    this.#rates.clear();
    this.#ratesVersion += 1;
  }

  /** Dates change with a minute, in every time zone. */
  #dateNow(): CalendarDate {
    const now = this.clock.now();
    const minute = Math.floor(now.getTime() / 60_000);
    if (minute !== this.#today.minute) {
      const date = calendarDateIn(this.config.own.SELLER_TIME_ZONE, now);
      if (date !== this.#today.date) this.#clearRates();
      this.#today = { minute, date };
    }
    return this.#today.date;
  }

  /** Countries with a standard rate, by code. */
  countries(): { country: string; rate: Decimal }[] {
    const codes = [...new Set(this.#taxes.map(({ country }) => country))].sort();
    return codes.flatMap((country) => {
      const rate = this.rateOf(country, 'standard');
      return rate === null ? [] : [{ country, rate }];
    });
  }

  /** How old stock and prices are. */
  ages(): FlowAges {
    return agesOf(this.#flows, this.clock.now());
  }
}
