import { z } from 'zod';

const milliseconds = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const bytes = { B: 1, kB: 1e3, KiB: 1024, MB: 1e6, MiB: 1024 ** 2, GB: 1e9, GiB: 1024 ** 3 };

const amount = <Unit extends string>(units: Record<Unit, number>, example: string) =>
  z.string().transform((text, context) => {
    const [, figure, unit] = /^(\d{1,9})([A-Za-z]+)$/.exec(text) ?? [];
    if (unit !== undefined && Object.hasOwn(units, unit)) return Number(figure) * units[unit as Unit];
    context.addIssue(`is not a whole number of ${Object.keys(units).join(', ')}, such as ${example}`);
    return z.NEVER;
  });

/** `60s`, `5m`, `24h`; read into milliseconds. */
export const duration = amount(milliseconds, '60s');
/** `64kB`, `100MB`; read into bytes. */
export const byteSize = amount(bytes, '100MB');
