import { z } from 'zod';
import { approval, eligibility, emergencyReview } from './eligibility.ts';
import { implementersAnswer } from './implementer.ts';
import { instant, sha256Hex } from './names.ts';
import { plan } from './plan.ts';
import { policy } from './policy.ts';
import { statementBindings, statementDifference } from './statement.ts';

/** As it stands in statements. */
export const promotionId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/, 'the id of a promotion: letters, digits and _ . -');

/** A condition that must hold before anybody is asked, and what was found. */
export const gate = z.strictObject({
  kind: z.enum(['artifact', 'balancers', 'observation', 'implementers', 'policy']),
  passed: z.boolean(),
  text: z.string(),
  wayOut: z.string().optional(),
});
export type Gate = z.infer<typeof gate>;

/** Something about a balancer or host that does not stop a rollout, but that a person should know before. */
export const planNotice = z.strictObject({
  about: z.string(),
  message: z.string(),
  wayOut: z.string().optional(),
});
export type PlanNotice = z.infer<typeof planNotice>;

/** The plan as it would be carried out now. */
export const preparedPlan = z.strictObject({ plan, planSha256: sha256Hex, notices: z.array(planNotice) });

/** Everything that a promotion would be judged by, as it is found now. Where a gate failed, what follows from it is absent. */
export const promotionOutlook = z.strictObject({
  observedAt: instant,
  gates: z.array(gate),
  policy: policy.optional(),
  prepared: preparedPlan.optional(),
  implementers: implementersAnswer.optional(),
  bindings: statementBindings.optional(),
  eligibility: eligibility.optional(),
});
export type PromotionOutlook = z.infer<typeof promotionOutlook>;

/** What a promotion's page shows beside the journal's state. */
export const promotionDossier = z.strictObject({
  outlook: promotionOutlook,
  /** The requester's words; an emergency's reason. */
  reason: z.string().optional(),
  /** In what the recorded question and the present disagree; empty while it still is about exactly this. */
  differences: z.array(statementDifference),
  approval: approval.optional(),
  review: emergencyReview.optional(),
  /** Who may review the emergency, and why not. */
  reviewers: eligibility.shape.persons.optional(),
});
export type PromotionDossier = z.infer<typeof promotionDossier>;
