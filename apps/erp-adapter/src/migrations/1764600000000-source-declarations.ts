import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SourceDeclarations1764600000000 implements MigrationInterface {
  readonly name = 'SourceDeclarations1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table source_declarations (
        source text primary key,
        version bigint not null,
        declared jsonb not null
      );
      comment on table source_declarations is 'What was last published of each source itself'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table source_declarations');
  }
}
