import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { describe, expect, it } from 'vitest';
import { Allow, CurrentUser, Public, permissionKey, userKey } from './permissions.ts';

class Pages {
  @Public()
  open(): void {}

  @Allow('admin', 'auditor')
  guarded(): void {}

  @Allow('auditor')
  show(@CurrentUser() _user: unknown): void {}
}

describe('a permission', () => {
  it('stands on the method', () => {
    const of = (name: 'open' | 'guarded') =>
      Reflect.getMetadata(permissionKey, Pages.prototype[name]) as unknown;
    expect([of('open'), of('guarded')]).toEqual(['public', ['admin', 'auditor']]);
  });
});

describe('the current user', () => {
  type Parameter = { factory: (data: unknown, context: ExecutionContext) => unknown };
  const [parameter] = Object.values(
    Reflect.getMetadata(ROUTE_ARGS_METADATA, Pages, 'show') as Record<string, Parameter>,
  );
  const userOf = (request: object) =>
    parameter?.factory(undefined, {
      switchToHttp: () => ({ getRequest: () => request }),
    } as unknown as ExecutionContext);

  it('is who the guard has put on the request', () => {
    const user = { subject: 'ann', roles: ['auditor'] };
    expect(userOf({ [userKey]: user })).toBe(user);
    expect(userOf({})).toBeUndefined();
  });
});
