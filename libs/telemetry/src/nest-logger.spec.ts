import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { NestLogger } from './nest-logger.ts';

/** What Nest wrote last, without the instant. */
function speaking() {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const nest = new NestLogger(createLogger({ service: 'orders', level: 'trace', destination: { write } }));
  const last = () => {
    const { time: _, service: __, ...line } = JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
    return line;
  };
  return { nest, last };
}

describe('what Nest writes', () => {
  it.each([
    ['log', 'info'],
    ['warn', 'warn'],
    ['error', 'error'],
    ['fatal', 'fatal'],
    ['debug', 'debug'],
    ['verbose', 'trace'],
  ] as const)('as %s is of the level %s, with the class that wrote it', (method, level) => {
    const { nest, last } = speaking();
    nest[method]('Started', 'NestFactory');
    expect(last()).toEqual({ level, msg: 'Started', context: 'NestFactory' });
  });

  it('may have no class', () => {
    const { nest, last } = speaking();
    nest.log('Started');
    expect(last()).toEqual({ level: 'info', msg: 'Started' });
    nest.log('Started', { not: 'a class' });
    expect(last()).toEqual({ level: 'info', msg: 'Started' });
  });

  it('may have a stack before the class', () => {
    const { nest, last } = speaking();
    nest.error('Broken', 'Error: Broken\n    at x', 'ExceptionsHandler');
    expect(last()).toEqual({
      level: 'error',
      msg: 'Broken',
      stack: 'Error: Broken\n    at x',
      context: 'ExceptionsHandler',
    });
    nest.error('Broken', undefined, 'ExceptionsHandler');
    expect(last()).toEqual({ level: 'error', msg: 'Broken', context: 'ExceptionsHandler' });
    nest.error('Broken', { no: 'stack' }, 'ExceptionsHandler');
    expect(last()).toEqual({ level: 'error', msg: 'Broken', context: 'ExceptionsHandler' });
  });

  it('may be an error, or no text at all', () => {
    const { nest, last } = speaking();
    const error = new RangeError('Broken');
    nest.error(error, 'ExceptionsHandler');
    expect(last()).toEqual({
      level: 'error',
      msg: 'Broken',
      context: 'ExceptionsHandler',
      err: { type: 'RangeError', message: 'Broken', stack: error.stack },
    });
    nest.warn({ routes: 3 }, 'Router');
    expect(last()).toEqual({ level: 'warn', context: 'Router', details: { routes: 3 } });
  });
});
