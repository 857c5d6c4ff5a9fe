import type { IdentitySession } from '../../../shared/model/identity.ts';
import type { PromotionOutlook } from '../../../shared/model/promotion.ts';
import type { StatementRules } from '../../../shared/model/statement.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Target } from './findPromotion.ts';
import type { GivenKey } from './keyOptions.ts';
import { unlockIdentity } from './unlockIdentity.ts';

/**
 * Proves who asks, shows what it would be judged by, and asks for sign-offs on exactly the plan that was shown. Whether that
 * may be asked is the app's decision, and a refusal is recorded by it.
 * @throws Fault of the identity, of a gate that is shut, and of the request.
 */
export async function requestPromotion(
  client: Client,
  request: {
    readonly target: Target;
    readonly rules: StatementRules;
    readonly reason: string | undefined;
    readonly key: GivenKey;
  },
  desk: {
    readonly workingDirectory: string;
    onUnlocked(session: IdentitySession): void;
    onOutlook(outlook: PromotionOutlook): void;
  },
): Promise<{ readonly promotionId: string; readonly outlook: PromotionOutlook }> {
  const { target, rules, reason } = request;
  desk.onUnlocked(await unlockIdentity(client, request.key, desk));
  const outlook = await client.call('promotions.outlook', { ...target, rules });
  desk.onOutlook(outlook);
  const { promotionId } = await client.call('promotions.request', {
    ...target,
    rules,
    planSha256: requirePlan(outlook),
    ...(reason === undefined ? {} : { reason }),
  });
  return { promotionId, outlook };
}

function requirePlan({ prepared, gates }: PromotionOutlook): string {
  if (prepared) return prepared.planSha256;
  const shut = gates.filter((it) => !it.passed);
  const [first] = shut;
  throw new Fault(
    first?.kind === 'balancers' ? 'BALANCER_REFUSED' : 'ARTIFACT_MISSING',
    first?.text ?? 'There is no plan to ask sign-offs for.',
    {
      details: shut.map((it) => it.text),
      ...(first?.wayOut === undefined ? {} : { wayOut: first.wayOut }),
    },
  );
}
