import { describe, expect, it } from 'vitest';
import { overview, usageOf } from './usage.ts';

const usage = `throughline <command>

Is something wrong
  doctor [SERVICE]      what is wrong
  doctor --adopt        go on

How records move
  topics                every topic
  tail TOPIC [--key K]
                        records as they arrive

Status: 0 all is well.`;

describe('the usage', () => {
  it('names all commands on one screen', () => {
    expect(overview(usage)).toBe(`throughline <command>

Is something wrong
  doctor

How records move
  topics, tail

\`throughline COMMAND --help\` says how one is used.

Status: 0 all is well.`);
  });

  it('says of a command how it is used, and what stands beside it', () => {
    expect(usageOf(usage, 'tail')).toBe(`throughline <command>

How records move
  topics                every topic
  tail TOPIC [--key K]
                        records as they arrive

Status: 0 all is well.`);
  });

  it.each([undefined, 'tale'])('names all commands where there is none: %s', (command) => {
    expect(usageOf(usage, command)).toBe(overview(usage));
  });
});
