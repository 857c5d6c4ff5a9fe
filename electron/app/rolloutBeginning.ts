import type { JournalEvent, JournalEventOf } from '../../shared/journal/events.ts';
import type { JournalState, RolloutState } from '../../shared/journal/state.ts';
import type { Workspace } from '../../shared/model/workspace.ts';
import type { LockOwner } from '../ssh/hostLock/lockOwner.ts';
import type { PreparedPlan } from './planService.ts';
import type { AppConfig } from './ports.ts';
import type { Takeover } from './rolloutRules.ts';
import type { ApprovalVerified } from './signoff/approvalGate.ts';
import type { WayBack } from './signoff/wayBack.ts';

/** A rollout that is about to begin, and the process that will carry it out. */
export interface Beginning {
  readonly rolloutId: string;
  readonly prepared: PreparedPlan;
  readonly planSha256: string;
  readonly runner: JournalEventOf<'rolloutStarted'>['runner'];
  readonly approved?: ApprovalVerified | undefined;
  readonly rollsBack?: RolloutState['rollsBack'];
  readonly takeOver?: Takeover | undefined;
}

/** What the journal says of it, before anything is sent anywhere. Pure. */
export function toBeginningEvents(
  state: JournalState,
  workspace: Workspace,
  { rolloutId, prepared, planSha256, runner, approved, rollsBack, takeOver }: Beginning,
): JournalEvent[] {
  const { service, environment, release, batches } = prepared.plan;
  const { name, configurationSha256 } = workspace;
  const isConfigured = state.configurationSha256 === configurationSha256;
  return [
    ...(isConfigured ? [] : [{ kind: 'workspaceConfigured' as const, name, configurationSha256 }]),
    ...(approved ? [approved] : []),
    {
      kind: 'rolloutRequested',
      rolloutId,
      service,
      environment,
      release,
      batches,
      planSha256,
      ...(approved ? { promotionId: approved.promotionId } : {}),
      ...(rollsBack ? { rollsBack } : {}),
    },
    { kind: 'rolloutStarted', rolloutId, runner },
    ...(takeOver ? [{ kind: 'takeoverRequested' as const, rolloutId, reason: takeOver.reason }] : []),
  ];
}

/** Whom its locks name to everybody else. */
export function toLockOwner(
  { rolloutId, prepared, planSha256, runner }: Beginning,
  { userName }: Pick<AppConfig, 'userName'>,
  now: Date,
): LockOwner {
  const { service, environment, release } = prepared.plan;
  return {
    person: userName,
    ...runner,
    rolloutId,
    planSha256,
    purpose: `${service} ${release.version} in ${environment}`,
    since: now.toISOString(),
  };
}

export function toWayBack(rolloutId: string, takes: string, { plan }: PreparedPlan): WayBack {
  const { service, environment, release } = plan;
  const { version, artifactSha256 } = release;
  return { rolloutId, takes, service, environment, version, artifactSha256 };
}
