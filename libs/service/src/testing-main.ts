import { Controller, Get, Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { bootstrap } from './bootstrap.ts';
import { Lifetime } from './configuration/lifetime.ts';
import { Public } from './access/permissions.ts';
import { ServiceModule } from './service.module.ts';

@Controller()
@Public()
class StreamsController {
  constructor(private readonly lifetime: Lifetime) {}

  /** Ends when the service does. */
  @Get('polite')
  polite(@Res() reply: FastifyReply): void {
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    this.lifetime.ending.addEventListener('abort', () => reply.raw.end('data: bye\n\n'));
  }

  /** Never ends by itself. */
  @Get('stubborn')
  stubborn(@Res() reply: FastifyReply): void {
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
  }
}

@Module({
  imports: [ServiceModule.forService({ name: 'streams', auth: false })],
  controllers: [StreamsController],
})
class StreamsModule {}

await bootstrap('streams', StreamsModule);
