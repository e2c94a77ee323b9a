import avsc from 'avsc';

// Each `_resolve` gets the writer's type, which has already made our value of the bytes; what a writer without the
// logical type has written is refused.

/** avsc writes longs beyond it with floating point: 2 ** 52 microseconds lie 142 years on either side of 1970. */
const mostMicros = 2 ** 52;

/**
 * `timestamp-micros` as a Date, from 1827 to 2112; microseconds beyond the millisecond are cut off. Other instants
 * are refused: some of them would be read back as different ones.
 */
export class TimestampMicros extends avsc.types.LogicalType {
  override _fromValue(micros: number): Date {
    return new Date(Math.floor(micros / 1000));
  }
  override _toValue(date: unknown): number | undefined {
    const micros = date instanceof Date ? date.getTime() * 1000 : Number.NaN;
    return Math.abs(micros) < mostMicros ? micros : undefined;
  }
  override _resolve(type: avsc.Type): ((date: Date) => Date) | undefined {
    return type instanceof TimestampMicros ? (date) => date : undefined;
  }
}

const dayMs = 86_400_000;

/** `date` as `YYYY-MM-DD`. */
export class CalendarDateType extends avsc.types.LogicalType {
  override _fromValue(days: number): string {
    return new Date(days * dayMs).toISOString().slice(0, 10);
  }
  override _toValue(date: unknown): number | undefined {
    if (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
    const ms = Date.parse(`${date}T00:00:00Z`);
    // Date.parse rolls 30 February over to March; a date that does not come back is none.
    return Number.isNaN(ms) || this._fromValue(ms / dayMs) !== date ? undefined : ms / dayMs;
  }
  override _resolve(type: avsc.Type): ((date: string) => string) | undefined {
    return type instanceof CalendarDateType ? (date) => date : undefined;
  }
}

/** `decimal` as a canonical decimal string; two's complement, big-endian. */
export class DecimalType extends avsc.types.LogicalType {
  readonly #precision: number;
  readonly #scale: number;

  constructor(schema: { precision: number; scale: number }, options?: object) {
    super(schema as unknown as avsc.Schema, options);
    this.#precision = schema.precision;
    this.#scale = schema.scale;
  }
  override _fromValue(bytes: Buffer): string {
    // What a precision allows fits into half as many bytes; turning more of them into digits takes ever longer.
    if (bytes.length > this.#precision) throw new RangeError(`a decimal of ${bytes.length} bytes`);
    let unscaled =
      bytes.length <= 6 ? BigInt(bytes.length === 0 ? 0 : bytes.readIntBE(0, bytes.length)) : big(bytes);
    const sign = unscaled < 0n ? '-' : '';
    if (unscaled < 0n) unscaled = -unscaled;
    if (unscaled >= 10n ** BigInt(this.#precision)) throw new RangeError('a decimal beyond its precision');
    const digits = unscaled.toString().padStart(this.#scale + 1, '0');
    const whole = digits.slice(0, -this.#scale);
    const fraction = digits.slice(-this.#scale).replace(/0+$/, '');
    return sign + (fraction === '' ? whole : `${whole}.${fraction}`);
  }
  override _toValue(text: unknown): Buffer | undefined {
    const match = typeof text === 'string' ? /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) : null;
    const fraction = match?.[3] ?? '';
    if (match === null || fraction.length > this.#scale) return undefined;
    const magnitude = BigInt(`${match[2]}${fraction.padEnd(this.#scale, '0')}`);
    if (magnitude >= 10n ** BigInt(this.#precision)) return undefined;
    return twosComplement(match[1] === '-' ? -magnitude : magnitude);
  }
  override _resolve(type: avsc.Type): ((text: string) => string) | undefined {
    return type instanceof DecimalType && type.#scale === this.#scale ? (text) => text : undefined;
  }
}

function big(bytes: Buffer): bigint {
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
}

function twosComplement(value: bigint): Buffer {
  let bits = 8;
  while (value < -(1n << BigInt(bits - 1)) || value >= 1n << BigInt(bits - 1)) bits += 8;
  return Buffer.from(
    BigInt.asUintN(bits, value)
      .toString(16)
      .padStart(bits / 4, '0'),
    'hex',
  );
}

/** The logical types that contracts use, by their Avro name. */
export const logicalTypes = {
  'timestamp-micros': TimestampMicros,
  date: CalendarDateType,
  decimal: DecimalType,
} as unknown as Record<string, new (schema: avsc.Schema, options?: object) => avsc.types.LogicalType>;
