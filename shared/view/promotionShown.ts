import type { PromotionState } from '../journal/promotionState.ts';
import type { Approval } from '../model/eligibility.ts';
import type { PromotionDossier } from '../model/promotion.ts';
import { describeDiscounted } from './describeApproval.ts';
import { promotionStandingOf, type PromotionStanding } from './promotionStanding.ts';

/** How its sign-offs stand, whatever became of the promotion. */
export type ApprovalStanding = Extract<
  PromotionStanding,
  { kind: 'waiting' | 'stale' | 'approved' | 'expired' | 'rejected' }
>;

export interface PromotionShown {
  readonly standing: PromotionStanding;
  readonly approval: ApprovalStanding;
  /** In what the question that was signed and the present disagree. */
  readonly changes: readonly string[];
  /** Sign-offs that were given and do not count, each with its cause. */
  readonly discounted: readonly string[];
  /** What was looked at anew says so, and not the journal alone. */
  readonly isVerified: boolean;
}

/**
 * The journal's word, and over it that of the app, which looks anew at people, keys, policy and hosts.
 * @param now UTC instant; time may have passed since the app looked.
 */
export function promotionShownOf(
  promotion: PromotionState,
  dossier: PromotionDossier | undefined,
  now: string,
): PromotionShown {
  const { status } = promotion;
  const approval = dossier?.approval
    ? fromApproval(dossier.approval, promotion, now)
    : fromJournal(promotion, now);
  const changes = dossier?.differences.map(({ text }) => text) ?? [];
  return {
    standing: status.kind === 'waiting' ? approval : status,
    approval,
    discounted: discountedOf(dossier?.approval),
    changes: changes.length > 0 || approval.kind !== 'stale' ? changes : approval.changes,
    isVerified: dossier?.approval !== undefined,
  };
}

/** Stale ones are told by what changed. */
function discountedOf(approval: Approval | undefined): readonly string[] {
  if (!approval || approval.kind === 'rejected') return [];
  const told =
    approval.kind === 'stale'
      ? approval.discounted.filter(({ kind }) => kind !== 'stale')
      : approval.discounted;
  return told.map(describeDiscounted);
}

function fromJournal(promotion: PromotionState, now: string): ApprovalStanding {
  if (promotion.status.kind === 'rejected') return promotion.status;
  const standing = promotionStandingOf({ ...promotion, status: { kind: 'waiting' } }, now);
  switch (standing.kind) {
    case 'waiting':
    case 'stale':
    case 'approved':
    case 'expired':
    case 'rejected':
      return standing;
    case 'withdrawn':
    case 'superseded':
    case 'deploying':
    case 'halted':
    case 'done':
      return { kind: 'waiting', signed: 0, required: promotion.required };
  }
}

function fromApproval(approval: Approval, { required }: PromotionState, now: string): ApprovalStanding {
  switch (approval.kind) {
    case 'waiting':
      return { kind: 'waiting', signed: approval.signed, required: approval.required };
    case 'approved':
      return approval.untilAt > now
        ? { kind: 'approved', by: approval.by, untilAt: approval.untilAt }
        : { kind: 'expired', expiredAt: approval.untilAt };
    case 'rejected':
      return { kind: 'rejected', by: approval.by, at: approval.recordedAt };
    case 'expired':
      return { kind: 'expired', expiredAt: approval.expiredAt };
    case 'stale': {
      const texts = approval.stale.flatMap(({ differences }) => differences.map(({ text }) => text));
      return { kind: 'stale', signed: 0, required, changes: [...new Set(texts)] };
    }
  }
}
