import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { Allow, AuditLog, CurrentUser, Problem, Responds, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { landedReaders } from '../intake/intake.ts';
import { eraseLanded } from '../landing/landed-erasures.tables.ts';
import { isKnown, markErased, ordersNeeding } from '../publishing/erased-customers.tables.ts';
import { erasedCustomer } from '../response.schemas.ts';
import { SourceRegistry } from '../sources/registry.ts';

/** Orders that a refusal names. */
const named = 5;

const erasure = z
  .strictObject({
    source: z.string().max(40).optional().describe('Needed where there are several.'),
    number: z.string().min(1).max(64).describe('Customer number in the back office.'),
  })
  .meta({ id: 'CustomerErasure' });

@Controller('customers')
export class ErasuresController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Has a customer withdrawn for good, whatever the back office goes on to say. What it says in its own database stays
   * there. Done as soon as the back office is read again.
   */
  @Post('erasures')
  @HttpCode(202)
  @Allow('customer-care', 'admin')
  @Responds(202, erasedCustomer)
  async erase(
    @Body({ schema: erasure }) { source, number }: z.infer<typeof erasure>,
    @CurrentUser() user: User,
  ): Promise<{ source: string; number: string }> {
    const { name, checked } = this.sources.theOne(source);
    const customer = { source: name, number };
    await transaction(this.dataSource, async (tx) => {
      if (!(await isKnown(tx, customer)))
        throw new Problem(404, `${name} has said nothing of such a customer`);
      const orders = await ordersNeeding(tx, customer, named);
      if (orders.length > 0) {
        const list = orders.map(({ order, state }) => `${order} (\`${state}\`)`).join(', ');
        const detail = `Orders of this customer have still to be handed over, and need its number: ${list}`;
        throw new Problem(409, detail, { name: 'customer-still-needed' });
      }
      if (checked !== null) await eraseLanded(tx, landedReaders(checked).values(), number);
      if (await markErased(tx, customer))
        await this.audit.record(tx, {
          actor: user,
          action: 'erase-customer',
          target: `customer ${name}|${number}`,
        });
    });
    return customer;
  }
}
