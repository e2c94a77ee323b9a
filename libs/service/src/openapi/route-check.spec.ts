import { Controller, Delete, Get, Post, Put } from '@nestjs/common';
import type { INestApplication, Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RespondsEvents } from './describe.ts';
import { Allow, Public } from '../access/permissions.ts';
import { PermissionError, requirePermissions, routesOf } from './route-check.ts';

@Controller('things')
class ThingsController {
  @Get(':id')
  @Public()
  show(): void {}

  @Post()
  add(): void {}
}

@Controller('staff')
@Allow('admin')
class StaffController {
  @Get()
  list(): void {}

  @Delete('/:id/')
  @Allow('auditor', 'integrator')
  remove(): void {}

  @Get('about')
  @Public()
  @RespondsEvents(() => z.object({}))
  about(): void {}

  helper(): void {}
}

@Controller()
@Public()
class RootController {
  @Put()
  put(): void {}
}

/** An application of these controllers, as far as its routes are asked for. */
function applicationOf(...controllers: (Type | undefined)[]): INestApplication {
  const module = { controllers: new Map(controllers.map((metatype, n) => [n, { metatype }])) };
  return { get: () => new Map([['one', module]]) } as unknown as INestApplication;
}

describe('the routes of an application', () => {
  it('are named by method and address, with who may call them; those of a method stand above the controller', () => {
    const routes = routesOf(applicationOf(StaffController, undefined, RootController, ThingsController));
    expect(routes.map(({ name, operationId, permission }) => [name, operationId, permission])).toEqual([
      ['GET /staff (StaffController.list)', 'StaffController_list', ['admin']],
      ['DELETE /staff/:id (StaffController.remove)', 'StaffController_remove', ['auditor', 'integrator']],
      ['GET /staff/about (StaffController.about)', 'StaffController_about', 'public'],
      ['PUT / (RootController.put)', 'RootController_put', 'public'],
      ['GET /things/:id (ThingsController.show)', 'ThingsController_show', 'public'],
      ['POST /things (ThingsController.add)', 'ThingsController_add', undefined],
    ]);
    expect(routes.map(({ description }) => description.responses.size)).toEqual([0, 0, 1, 0, 0, 0]);
  });

  it('each need a permission, and an issuer where it is not public', () => {
    const routes = routesOf(applicationOf(StaffController, RootController));
    expect(() => requirePermissions(routes, true)).not.toThrow();
    expect(() => requirePermissions(routes.slice(2), false)).not.toThrow();
    expect(() => requirePermissions(routes, false)).toThrow(
      new PermissionError(
        [
          'The service is declared without auth, but these routes need a token:',
          '  GET /staff (StaffController.list)',
          '  DELETE /staff/:id (StaffController.remove)',
        ].join('\n'),
      ),
    );
    const undeclared = routes.map((route, n) => (n < 2 ? { ...route, permission: undefined } : route));
    expect(() => requirePermissions(undeclared, true)).toThrow(
      new PermissionError(
        [
          'Declare @Public() or @Allow(...) on:',
          '  GET /staff (StaffController.list)',
          '  DELETE /staff/:id (StaffController.remove)',
        ].join('\n'),
      ),
    );
    expect(String(new PermissionError('m'))).toBe('PermissionError: m');
  });
});
