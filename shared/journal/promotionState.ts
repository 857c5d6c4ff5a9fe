import type { Policy } from '../model/policy.ts';
import type { FileAuthorship } from '../model/fileAuthorship.ts';
import type { Release } from '../model/release.ts';
import type { Statement, StatementBindings, StatementDecision, StatementRules } from '../model/statement.ts';

/** A request to bring a release to an environment, as folded from the journal. */
export interface PromotionState {
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly release: Release;
  readonly rules: StatementRules;
  readonly requester: string;
  readonly requestedAt: string;
  /** The question as it is asked now. */
  readonly bindings: StatementBindings;
  readonly required: number;
  readonly reviewWithinMs: number | undefined;
  readonly implementersBlobSha256: string;
  /** What made the question another one, oldest first. */
  readonly revisions: readonly { readonly at: string; readonly changes: readonly string[] }[];
  readonly signoffs: readonly SignoffState[];
  /** Statements that were handed out, oldest first; each may come back signed. */
  readonly issued: readonly { readonly statementSha256: string; readonly person: string }[];
  readonly rolloutIds: readonly string[];
  /** When the first host was about to be touched: from then on an emergency owes its review. */
  readonly deployedAt: string | undefined;
  readonly status: PromotionStatus;
}

/** What the journal alone can say; whether it is approved now, expired or stale is judged anew each time. */
export type PromotionStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'rejected'; readonly by: string; readonly at: string }
  | { readonly kind: 'withdrawn'; readonly by: string; readonly reason: string; readonly at: string }
  | { readonly kind: 'superseded'; readonly by: string; readonly at: string }
  | { readonly kind: 'deploying'; readonly rolloutId: string }
  /** Its rollout ended otherwise than well; the promotion may be deployed again while it is approved. */
  | { readonly kind: 'halted'; readonly rolloutId: string; readonly at: string }
  | { readonly kind: 'done'; readonly rolloutId: string; readonly at: string };

export interface SignoffState {
  readonly decision: StatementDecision;
  readonly person: string;
  readonly fingerprint: string;
  readonly statement: Statement;
  readonly statementSha256: string;
  readonly signatureSha256: string;
  readonly recordedAt: string;
  readonly via: 'key' | 'file';
}

/** The policy in force, since when, and who changed it last. */
export interface PolicyState {
  readonly policy: Policy;
  readonly since: string;
  readonly changedBy: FileAuthorship;
}

export interface RosterState {
  readonly rosterSha256: string;
  readonly allowedSignersSha256: string;
  readonly revokedKeysSha256: string | undefined;
  readonly since: string;
  readonly changedBy: FileAuthorship;
}

/** Still to be decided or carried out. */
export function isOpenPromotion(promotion: Pick<PromotionState, 'status'>): boolean {
  const { kind } = promotion.status;
  return kind === 'waiting' || kind === 'deploying' || kind === 'halted';
}
