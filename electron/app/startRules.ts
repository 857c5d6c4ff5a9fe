import type { JournalState } from '../../shared/journal/state.ts';
import type { Workspace } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { PreparedPlan } from './planService.ts';
import { findRolloutToTakeBack, type Rollback } from './rollback.ts';

/** What must hold before a rollout or a rollback begins; each throws why not. */

/** Between verifying and writing somebody may have rejected or withdrawn it. */
export function requireStillOpen(state: JournalState, promotionId: string): void {
  const kind = state.promotions[promotionId]?.status.kind;
  if (kind === 'waiting' || kind === 'halted') return;
  throw new Fault('PROMOTION_CLOSED', `Promotion ${promotionId} is ${kind ?? 'unknown'} by now.`);
}

/** Somebody may have rolled out, or back, since the plan was made. */
export function requireStillTheOne(state: JournalState, rolloutId: string, of: PreparedPlan['plan']): void {
  if (findRolloutToTakeBack(state, of).id === rolloutId) return;
  throw new Fault('PLAN_CHANGED', `Rollout ${rolloutId} is not the newest one any more.`, {
    wayOut: 'Read the new plan, then start that one.',
  });
}

export function requireSamePlan(request: { readonly planSha256: string }, prepared: PreparedPlan): void {
  if (prepared.planSha256 === request.planSha256) return;
  throw new Fault('PLAN_CHANGED', 'The plan is not the one that was shown any more.', {
    wayOut: 'Read the new plan, then start that one.',
  });
}

/** What ran there before is what comes back: somebody may have written another release file under its version. */
export function requireSameBytes({ artifactSha256 }: Rollback, { release }: PreparedPlan): void {
  if (release.artifactSha256 === artifactSha256) return;
  throw new Fault(
    'DIGEST_MISMATCH',
    `The hosts had ${release.version} with SHA-256 ${artifactSha256.slice(0, 12)}…, its release file names ${release.artifactSha256.slice(0, 12)}….`,
    { wayOut: 'Find out who changed the release file: releases are never changed once they are written.' },
  );
}

/** A dangerous act is never one key. */
export function requireConfirmation(
  workspace: Workspace,
  request: { readonly environment: string; readonly confirmEnvironment?: string | undefined },
): void {
  const environment = workspace.environments.find((candidate) => candidate.name === request.environment);
  if (environment?.stage !== 'production' || request.confirmEnvironment === request.environment) return;
  throw new Fault('CONFIRMATION_REQUIRED', `A rollout to ${request.environment} needs its name typed.`, {
    wayOut: `Type ${request.environment} to confirm.`,
  });
}
