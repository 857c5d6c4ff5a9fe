import type { OutputOf } from '../../../shared/contract/contract.ts';
import type { StatementDecision } from '../../../shared/model/statement.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { chooseKey } from './chooseKey.ts';
import type { GivenKey } from './keyOptions.ts';

export type IssuedStatement = OutputOf<'promotions.statement'>;

/**
 * The exact bytes are handed out and shown; only when the person has agreed to them they are signed with that person's key, and
 * taken in.
 * @throws Fault NOT_ELIGIBLE, SIGNOFF_REFUSED, PROMOTION_CLOSED; CANCELLED when the person did not agree; of the key.
 */
export async function decide(
  client: Client,
  of: { readonly promotionId: string; readonly decision: StatementDecision; readonly key: GivenKey },
  desk: {
    readonly workingDirectory: string;
    show(issued: IssuedStatement): void;
    confirm(): Promise<boolean>;
  },
): Promise<OutputOf<'promotions.sign'> & { readonly statementSha256: string }> {
  const { promotionId, decision } = of;
  const { person } = of.key;
  // Who may not decide is told so before being asked for a key.
  const issued = await client.call('promotions.statement', { promotionId, person, decision });
  const key = await chooseKey(client, of.key, desk);
  desk.show(issued);
  if (!(await desk.confirm())) throw new Fault('CANCELLED', 'Nothing was signed.');
  const { statementSha256 } = issued;
  const signed = await client.call('promotions.sign', { promotionId, statementSha256, key });
  return { ...signed, statementSha256 };
}
