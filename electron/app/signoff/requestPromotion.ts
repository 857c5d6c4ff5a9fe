import type { ParsedInputOf } from '../../../shared/contract/contract.ts';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import { isOpenPromotion, type PromotionState } from '../../../shared/journal/promotionState.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import { Fault, type FaultCode } from '../../../shared/protocol/fault.ts';
import type { Outlook, PromotionQuestion } from './gatherOutlook.ts';
import { gatherOutlook } from './gatherOutlook.ts';
import type { PromotionContext } from './promotionContext.ts';

type Request = ParsedInputOf<'promotions.request'>;

/** Asks for sign-offs, or records why that was refused: a promotion that nobody can sign is never asked for. */
export async function requestPromotion(
  request: Request,
  context: PromotionContext,
): Promise<{ readonly promotionId: string }> {
  const { ports, store, identity } = context;
  const requester = identity.require('ask for a promotion').person;
  const rules = await context.rules.bringInForce();
  const promotionId = ports.createId();
  try {
    requireReason(request);
    const reasonSha256 = await keepReason(request, context);
    const outlook = await gatherOutlook(
      {
        ...request,
        promotionId,
        statementRules: request.rules,
        reasonSha256,
        requester,
        operators: [],
        decisions: [],
      },
      rules,
      context,
    );
    const question = requireQuestion(outlook, request);
    const implementersBlobSha256 = await context.journal.putBlob(toBlob(question.implementers));
    await context.journal.putBlob(Buffer.from(question.prepared.planJson, 'utf8'));
    const { release, bindings } = question;
    const { service, environment } = request;
    await store.commit(
      (state) => [
        {
          kind: 'promotionRequested',
          promotionId,
          service,
          environment,
          release,
          rules: request.rules,
          requester,
          bindings,
          ...demandsOf(outlook, request.rules),
          implementersBlobSha256,
        },
        ...supersede(state, request, promotionId),
      ],
      identity.actor(),
    );
    return { promotionId };
  } catch (error) {
    if (error instanceof Fault && refusals.has(error.code)) {
      const { service, environment, version } = request;
      const { code, message: reason } = error;
      const refused: JournalEvent = { kind: 'promotionRefused', service, environment, version, code, reason };
      await store.commit(() => [refused], identity.actor());
    }
    throw error;
  }
}

const refusals: ReadonlySet<FaultCode> = new Set([
  'IMPLEMENTERS_UNKNOWN',
  'POLICY_UNSATISFIABLE',
  'PLAN_CHANGED',
  'SIGNOFF_REQUIRED',
  'ROLLOUT_RUNNING',
  'INVALID_INPUT',
] satisfies FaultCode[]);

/** How many must sign, and how soon an emergency must be reviewed. */
export function demandsOf(
  { policy }: Outlook,
  rules: Request['rules'],
): { readonly required: number; readonly reviewWithinMs?: number } {
  if (rules === 'ordinary' || !policy.emergency) return { required: policy.required };
  return { required: policy.emergency.required, reviewWithinMs: policy.emergency.reviewWithinMs };
}

export function toBlob(implementers: PromotionQuestion['implementers']): Buffer {
  return Buffer.from(JSON.stringify(implementers), 'utf8');
}

function requireReason({ rules, reason }: Request): void {
  if (rules === 'ordinary' || reason !== undefined) return;
  throw new Fault('INVALID_INPUT', 'An emergency needs a reason.', {
    wayOut: 'Say in a sentence why this cannot wait for the ordinary sign-offs.',
  });
}

async function keepReason(
  { reason }: Request,
  { journal }: Pick<PromotionContext, 'journal'>,
): Promise<string | undefined> {
  return reason === undefined ? undefined : journal.putBlob(Buffer.from(reason, 'utf8'));
}

/** @throws Fault with the first gate that is shut; PLAN_CHANGED, POLICY_UNSATISFIABLE. */
function requireQuestion(outlook: Outlook, request: Request): PromotionQuestion {
  const { question, shown } = outlook;
  const shut = shown.gates.find((it) => !it.passed && it.kind !== 'policy');
  if (shut || !question) {
    const code = shut?.kind === 'implementers' ? 'IMPLEMENTERS_UNKNOWN' : 'SIGNOFF_REQUIRED';
    throw new Fault(code, shut?.text ?? 'It is not known what would be signed.', {
      ...(shut?.wayOut === undefined ? {} : { wayOut: shut.wayOut }),
      details: shown.gates.filter((it) => !it.passed).map((it) => it.text),
    });
  }
  if (question.prepared.planSha256 !== request.planSha256) {
    throw new Fault('PLAN_CHANGED', 'The plan is not the one that was shown any more.', {
      wayOut: 'Read the new plan, then ask for that one.',
    });
  }
  const { eligibility } = shown;
  if (eligibility?.canBeSatisfied === false) {
    throw new Fault('POLICY_UNSATISFIABLE', eligibility.finding ?? 'Nobody could sign it.', {
      wayOut: 'Have somebody outside of the change join the group, or split the change.',
    });
  }
  return question;
}

/** One question at a time for a service in an environment: the older one is taken back, unless it is being carried out. */
function supersede(state: JournalState, request: Request, by: string): JournalEvent[] {
  const open = Object.values(state.promotions).filter(
    (it) => it.service === request.service && it.environment === request.environment && isOpenPromotion(it),
  );
  requireNoneDeploying(open);
  return open.map(({ id }) => ({ kind: 'promotionSuperseded', promotionId: id, by }));
}

function requireNoneDeploying(open: readonly PromotionState[]): void {
  const deploying = open.find((it) => it.status.kind === 'deploying');
  if (!deploying) return;
  throw new Fault('ROLLOUT_RUNNING', `Promotion ${deploying.id} is being carried out there.`, {
    wayOut: 'Wait for its rollout, or stop it.',
  });
}
