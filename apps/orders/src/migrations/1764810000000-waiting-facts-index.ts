import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits is counted by topic at every scrape, without a look at what it says. */
export class WaitingFactsIndex1764810000000 implements MigrationInterface {
  readonly name = 'WaitingFactsIndex1764810000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index waiting_facts_age on waiting_facts (topic, time)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index waiting_facts_age');
  }
}
