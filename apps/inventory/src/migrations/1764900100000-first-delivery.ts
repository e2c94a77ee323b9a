import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the SKUs of which a delivery should have come, without reading the others. */
export class FirstDelivery1764900100000 implements MigrationInterface {
  readonly name = 'FirstDelivery1764900100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index skus_first_delivery on skus ((incoming -> 0 ->> 'expectedOn')) where incoming <> '[]'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index skus_first_delivery');
  }
}
