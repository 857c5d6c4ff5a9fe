import type { PromotionState } from '../../../shared/journal/promotionState.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { DemoPersonName } from '../../demo/people/demoPeople.ts';
import { readState } from '../readState.ts';
import { decide } from '../signoff/decide.ts';
import type { GivenKey } from '../signoff/keyOptions.ts';
import { requestPromotion } from '../signoff/requestPromotion.ts';
import type { Stage } from './stage.ts';

/** Rob asks for sign-offs on what production would get. Everybody sees who may give them, and why others may not. */
export async function askForSignoffs(stage: Stage, version: string): Promise<string> {
  const { fleet, session, narrator } = stage;
  const target = { service: fleet.service, version, environment: 'production' };
  const { promotionId } = await requestPromotion(
    session.client,
    { target, rules: 'ordinary', reason: 'The autumn sale begins', key: keyOf(stage, 'rob') },
    {
      workingDirectory: fleet.workspaceDirectory,
      onUnlocked: ({ person, fingerprint }) => narrator.say(`${person} proves who he is with ${fingerprint}`),
      onOutlook: (outlook) => narrator.showOutlook(outlook),
    },
  );
  narrator.say(`rob asks for sign-offs: promotion ${promotionId}`);
  return promotionId;
}

/** Ana wrote it. That she is a releaser does not help. */
export async function letAnaTry(stage: Stage, promotionId: string): Promise<void> {
  try {
    await signAs(stage, promotionId, 'ana');
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'NOT_ELIGIBLE') throw error;
    stage.narrator.showRefusal('ana tries to sign, and is refused', error);
    return;
  }
  throw new Fault('INTERNAL', 'Ana could sign off what she wrote.');
}

export async function signOff(stage: Stage, promotionId: string): Promise<void> {
  for (const person of ['li', 'omar'] as const) {
    stage.signal.throwIfAborted();
    await signAs(stage, promotionId, person);
  }
  const { approval } = await stage.session.client.call('promotions.describe', { promotionId });
  if (approval?.kind !== 'approved') {
    throw new Fault('INTERNAL', `Two have signed, and it is ${approval?.kind ?? 'unknown'}.`);
  }
  stage.narrator.say(`Approved by ${approval.by.join(' and ')} until ${approval.untilAt}`);
}

async function signAs(stage: Stage, promotionId: string, person: DemoPersonName): Promise<void> {
  const { fleet, session, narrator } = stage;
  const signed = await decide(
    session.client,
    { promotionId, decision: 'approve', key: keyOf(stage, person) },
    {
      workingDirectory: fleet.workspaceDirectory,
      show: (issued) => narrator.showStatement(issued),
      confirm: () => Promise.resolve(true),
    },
  );
  narrator.say(`${signed.person} signs these very bytes: ${signed.statementSha256.slice(0, 12)}`);
}

/** Ana commits once more, and 1.1.0 is built anew: what was signed is not what would be deployed any more. */
export async function changeWhatWasSigned(stage: Stage, promotionId: string): Promise<void> {
  const { fleet, session, narrator } = stage;
  const { commit, artifactSha256 } = await fleet.changeRelease();
  narrator.say(`ana commits ${commit.slice(0, 12)}; the build makes ${artifactSha256.slice(0, 12)} of it`);
  const { approval } = await session.client.call('promotions.describe', { promotionId });
  if (approval?.kind !== 'stale') {
    throw new Fault('INTERNAL', `Another build, and the sign-offs are ${approval?.kind ?? 'unknown'}.`);
  }
  narrator.showStale(approval.stale);
}

export async function readPromotion({ session }: Stage, promotionId: string): Promise<PromotionState> {
  const promotion = (await readState(session.client)).promotions[promotionId];
  if (!promotion) throw new Fault('INTERNAL', `The journal does not know promotion ${promotionId}.`);
  return promotion;
}

function keyOf({ fleet }: Stage, person: DemoPersonName): GivenKey {
  return { person, key: fleet.keyFileOf(person) };
}
