import { Controller, Get, Module, Post } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { createApplication } from './application.ts';
import { Allow, Public } from './access/permissions.ts';
import { ServiceModule } from './service.module.ts';

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
}

@Module({
  imports: [ServiceModule.forService({ name: 'things', auth: false })],
  controllers: [ThingsController],
})
class ThingsModule {}

@Module({
  imports: [ServiceModule.forService({ name: 'staff', auth: false })],
  controllers: [StaffController],
})
class StaffModule {}

@Module({ imports: [ServiceModule.forService({ name: 'staff' })], controllers: [StaffController] })
class GuardedModule {}

describe('a service refuses to start', () => {
  it('when a route has no permission, naming it', async () => {
    const start = createApplication('things', ThingsModule, { environment: {} });
    await expect(start).rejects.toThrow('POST /things (ThingsController.add)');
    await expect(start).rejects.not.toThrow('/things/:id');
  });

  it('when a route needs a token and the service knows no issuer', async () => {
    const start = createApplication('staff', StaffModule, { environment: {} });
    await expect(start).rejects.toThrow('GET /staff (StaffController.list)');
  });

  it('but not when the permission stands on the controller', async () => {
    const environment = {
      AUTH_ISSUER: 'https://issuer.example',
      AUTH_AUDIENCE: 'x',
      AUTH_JWKS_FILE: '/nowhere.json',
    };
    const app = await createApplication('staff', GuardedModule, { environment });
    await app.close();
  });
});
