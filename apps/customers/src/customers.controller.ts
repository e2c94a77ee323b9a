import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Account } from '@throughline/events';
import { Allow, Problem, Responds } from '@throughline/service';
import { z } from 'zod';
import { account, accountList } from './response.schemas.ts';
import { CustomersService } from './customers.service.ts';

const number = z.string().min(1).max(32);

const filter = z.object({
  kind: z.enum(['business', 'person', 'guests']).optional(),
  /** Part of the name, or the number in the back office. */
  search: z.string().min(1).max(100).optional(),
  /** Account number after which the page begins. */
  after: z.string().default(''),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

@Controller('accounts')
@Allow('customer-care', 'order-desk', 'finance', 'admin', 'auditor')
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get()
  @Responds(200, accountList)
  async list(
    @Query({ schema: filter }) { kind, search, after, limit }: z.infer<typeof filter>,
  ): Promise<{ accounts: Account[]; next: string | null }> {
    const query = { account: null, kind: kind ?? null, search: search ?? null, after, limit };
    const accounts = await this.customers.list(query);
    return { accounts, next: accounts.length < limit ? null : (accounts.at(-1)?.account ?? null) };
  }

  @Get(':account')
  @Responds(200, account)
  async find(@Param('account', { schema: number }) account: string): Promise<Account> {
    const query = { account, kind: null, search: null, after: '', limit: 1 };
    const [found] = await this.customers.list(query);
    if (!found) throw new Problem(404, 'There is no such account');
    return found;
  }
}
