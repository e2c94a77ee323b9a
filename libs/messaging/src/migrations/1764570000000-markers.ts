import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when rows of copies have been markers: they go after a while, see `removeMarkers`. */
export class Markers1764570000000 implements MigrationInterface {
  name = 'Markers1764570000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE kernel.markers (
        table_name text NOT NULL,
        key jsonb NOT NULL,
        version bigint NOT NULL,
        since date NOT NULL DEFAULT current_date,
        PRIMARY KEY (table_name, key)
      );
      COMMENT ON TABLE kernel.markers IS 'Deleted rows of copies, and since when: they are removed after a while'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE kernel.markers');
  }
}
