import type { PromotionState } from '../journal/promotionState.ts';
import type { Gate } from '../model/promotion.ts';
import type { PromotionShown } from './promotionShown.ts';

export type LifeStepId = 'requested' | 'gates' | 'signoffs' | 'approved' | 'deploying' | 'done' | 'ended';

/** One station of a promotion's life. */
export interface LifeStep {
  readonly id: LifeStepId;
  readonly label: string;
  /** `bad`: it went no further here; `unknown`: nobody has looked yet. */
  readonly state: 'done' | 'current' | 'ahead' | 'bad' | 'unknown';
  readonly note: string | undefined;
  /** When it came to this. */
  readonly at: string | undefined;
  /** Until when it holds. */
  readonly until: string | undefined;
}

type Step = Pick<LifeStep, 'id' | 'label' | 'state'> & Partial<LifeStep>;
const step = (it: Step): LifeStep => ({ note: undefined, at: undefined, until: undefined, ...it });

/** Requested, gates, sign-offs, approved, deploying, done; or where and why it ended. */
export function promotionLifeOf(
  promotion: PromotionState,
  shown: PromotionShown,
  gates: readonly Gate[] | undefined,
): readonly LifeStep[] {
  const { status } = promotion;
  const begin = [
    step({
      id: 'requested',
      label: promotion.rules === 'emergency' ? 'Emergency asked for' : 'Requested',
      state: 'done',
      note: `by ${promotion.requester}`,
      at: promotion.requestedAt,
    }),
  ];
  switch (status.kind) {
    case 'rejected':
      return [
        ...begin,
        signed(promotion, shown, 'ahead'),
        ended('Rejected', `by ${status.by}`, status.at, 'bad'),
      ];
    case 'withdrawn':
      return [...begin, signed(promotion, shown, 'ahead'), ended('Withdrawn', `by ${status.by}`, status.at)];
    case 'superseded':
      return [...begin, signed(promotion, shown, 'ahead'), ended('Superseded', `by ${status.by}`, status.at)];
    case 'waiting':
    case 'deploying':
    case 'halted':
    case 'done':
      return [
        ...begin,
        gateStep(gates, status.kind),
        ...signSteps(promotion, shown),
        ...deploySteps(promotion),
      ];
  }
}

function ended(label: string, note: string, at: string, state: LifeStep['state'] = 'done'): LifeStep {
  return step({ id: 'ended', label, state, note, at });
}

function gateStep(gates: readonly Gate[] | undefined, status: PromotionState['status']['kind']): LifeStep {
  const about = { id: 'gates', label: 'Gates' } as const;
  if (status === 'deploying' || status === 'done') return step({ ...about, state: 'done', note: 'passed' });
  if (!gates) return step({ ...about, state: 'unknown', note: 'not looked yet' });
  const failed = gates.filter((it) => !it.passed).length;
  if (failed > 0) {
    return step({
      ...about,
      state: 'bad',
      note: `${failed} of ${gates.length} ${failed === 1 ? 'fails' : 'fail'}`,
    });
  }
  return step({ ...about, state: 'done', note: `${gates.length} of ${gates.length} hold` });
}

function signSteps(promotion: PromotionState, shown: PromotionShown): LifeStep[] {
  const { approval } = shown;
  const { required } = promotion;
  const approved = { id: 'approved', label: 'Approved' } as const;
  if (promotion.status.kind === 'deploying' || promotion.status.kind === 'done') {
    // It was enough when it began, whatever has run out since.
    return [
      step({ id: 'signoffs', label: 'Sign-offs', state: 'done', note: approversWords(promotion) }),
      step({ ...approved, state: 'done' }),
    ];
  }
  switch (approval.kind) {
    case 'waiting':
      return [signed(promotion, shown, 'current'), step({ ...approved, state: 'ahead' })];
    case 'approved':
      return [
        step({
          id: 'signoffs',
          label: 'Sign-offs',
          state: 'done',
          note: `${approval.by.length} of ${required}`,
        }),
        step({ ...approved, state: 'current', until: approval.untilAt }),
      ];
    case 'expired':
      return [
        signed(promotion, shown, 'done'),
        step({ ...approved, label: 'Expired', state: 'bad', at: approval.expiredAt }),
      ];
    case 'stale':
      return [
        step({ id: 'signoffs', label: 'Sign-offs', state: 'bad', note: 'stale: something changed' }),
        step({ ...approved, state: 'ahead' }),
      ];
    case 'rejected':
      return [
        step({ id: 'signoffs', label: 'Rejected', state: 'bad', note: `by ${approval.by}`, at: approval.at }),
      ];
  }
}

function signed(promotion: PromotionState, { approval }: PromotionShown, state: LifeStep['state']): LifeStep {
  const note =
    approval.kind === 'waiting' ? `${approval.signed} of ${promotion.required}` : approversWords(promotion);
  return step({ id: 'signoffs', label: 'Sign-offs', state, note });
}

function approversWords({ signoffs, required }: PromotionState): string {
  const approvers = signoffs.filter(({ decision }) => decision === 'approve').map(({ person }) => person);
  return `${new Set(approvers).size} of ${required}`;
}

function deploySteps({ status }: PromotionState): LifeStep[] {
  const deploying = { id: 'deploying', label: 'Deploying' } as const;
  const done = { id: 'done', label: 'Done' } as const;
  switch (status.kind) {
    case 'deploying':
      return [step({ ...deploying, state: 'current' }), step({ ...done, state: 'ahead' })];
    case 'halted':
      return [
        step({ ...deploying, label: 'Stopped', state: 'bad', at: status.at }),
        step({ ...done, state: 'ahead' }),
      ];
    case 'done':
      return [step({ ...deploying, state: 'done' }), step({ ...done, state: 'done', at: status.at })];
    case 'waiting':
    case 'rejected':
    case 'withdrawn':
    case 'superseded':
      return [step({ ...deploying, state: 'ahead' }), step({ ...done, state: 'ahead' })];
  }
}
