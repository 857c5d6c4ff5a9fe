import type { Session } from '../session.ts';
import { readState } from '../readState.ts';
import { findOpenPromotion, findPromotion, type Target } from './findPromotion.ts';
import { requireKey, type GivenKey } from './keyOptions.ts';
import { unlockIdentity } from './unlockIdentity.ts';

/**
 * Before a rollout: which promotion it carries out, and who works it. Where the environment asks for no sign-offs there is
 * nothing to do, unless somebody wants to be named. Whether it is approved is judged by the app when it starts.
 * @throws Fault IDENTITY_REQUIRED, SIGNOFF_REQUIRED where nobody has asked, NOT_FOUND; of the key.
 */
export async function prepareApproval(
  { client, workspace }: Session,
  of: {
    readonly target: Target;
    readonly promotion: string | undefined;
    readonly key: GivenKey | undefined;
  },
  place: { readonly workingDirectory: string },
): Promise<string | undefined> {
  const { target, promotion, key } = of;
  const isSigned = workspace.policies.some((it) => it.environment === target.environment);
  if (!isSigned && promotion === undefined) {
    if (key) await unlockIdentity(client, key, place);
    return undefined;
  }
  const state = await readState(client);
  const found = promotion === undefined ? findOpenPromotion(state, target) : findPromotion(state, promotion);
  await unlockIdentity(client, requireKey(key, `roll out to ${target.environment}`), place);
  return found.id;
}
