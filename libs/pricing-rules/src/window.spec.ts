import { describe, expect, it } from 'vitest';
import { isHonoured, isOpen } from './window.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);
const before = (at: Date) => new Date(at.getTime() - 1);

describe('a window', () => {
  const window = { validFrom: day(1), validTo: day(2), revokedAt: null };
  const open = { validFrom: day(1), validTo: null, revokedAt: null };

  it('is half open', () => {
    expect(isOpen(window, before(day(1)))).toBe(false);
    expect(isOpen(window, day(1))).toBe(true);
    expect(isOpen(window, before(day(2)))).toBe(true);
    expect(isOpen(window, day(2))).toBe(false);
  });

  it('stays open without an end, once it has begun', () => {
    expect(isOpen(open, before(day(1)))).toBe(false);
    expect(isOpen(open, day(1))).toBe(true);
    expect(isOpen(open, day(4_000))).toBe(true);
  });

  it('is never open when it ends where it begins', () => {
    const empty = { validFrom: day(1), validTo: day(1) };
    expect([before(day(1)), day(1), day(2)].map((at) => isOpen(empty, at))).toEqual([false, false, false]);
  });

  it('is honoured through the grace and not beyond', () => {
    const grace = 60_000;
    const end = day(2).getTime();
    expect(isHonoured(window, before(day(2)), grace)).toBe(true);
    expect(isHonoured(window, day(2), grace)).toBe(true);
    expect(isHonoured(window, new Date(end + grace - 1), grace)).toBe(true);
    expect(isHonoured(window, new Date(end + grace), grace)).toBe(false);
  });

  it('is honoured to its end alone without a grace', () => {
    expect(isHonoured(window, before(day(2)), 0)).toBe(true);
    expect(isHonoured(window, day(2), 0)).toBe(false);
  });

  it('is not honoured before it opens, and always after when it has no end', () => {
    expect(isHonoured(window, before(day(1)), 60_000)).toBe(false);
    expect(isHonoured(open, before(day(1)), 60_000)).toBe(false);
    expect(isHonoured(open, day(1), 0)).toBe(true);
    expect(isHonoured(open, day(400), 0)).toBe(true);
  });

  it('is honoured at no instant once it was revoked', () => {
    for (const at of [day(1), day(2), day(3)])
      expect(isHonoured({ ...open, revokedAt: day(2) }, at, 60_000)).toBe(false);
  });
});
