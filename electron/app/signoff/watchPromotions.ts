import type { AppPorts } from '../ports.ts';
import { judgePromotion, type PromotionContext } from './promotionContext.ts';
import { decideRevision } from './revisePromotion.ts';

const defaultEveryMs = 10_000;

/**
 * Compares open promotions with what is found now, so that a change of release, plan, policy or people makes sign-offs stale
 * where everybody sees it, and not only when somebody comes to deploy. Ends when the signal aborts.
 */
export async function watchPromotions(
  context: PromotionContext,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const everyMs = context.config.promotionWatchMs ?? defaultEveryMs;
  const report = createReportOnce(context.ports);
  for (;;) {
    await context.ports.delay(everyMs, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return;
    await revisePromotions(context, signal, report);
  }
}

async function revisePromotions(
  context: PromotionContext,
  signal: AbortSignal,
  report: (about: string, error: unknown) => void,
): Promise<void> {
  const waiting = Object.values(context.store.state().promotions).filter(
    ({ status }) => status.kind === 'waiting' || status.kind === 'halted',
  );
  for (const { id } of waiting) {
    try {
      await revise(id, context, signal);
    } catch (error) {
      // What cannot be judged now is judged again in a moment, and in any case before anything is rolled out.
      if (!signal.aborted) report(id, error);
    }
  }
}

async function revise(promotionId: string, context: PromotionContext, signal: AbortSignal): Promise<void> {
  const rules = await context.rules.bringInForce();
  const { promotion, outlook } = await judgePromotion(context, promotionId, rules, { signal });
  if (!outlook.question || decideRevision(promotion, outlook, '').length === 0) return;
  await context.journal.putBlob(Buffer.from(outlook.question.prepared.planJson, 'utf8'));
  const blob = await context.journal.putBlob(
    Buffer.from(JSON.stringify(outlook.question.implementers), 'utf8'),
  );
  await context.store.commit((state) => {
    const now = state.promotions[promotionId];
    return now ? decideRevision(now, outlook, blob) : [];
  });
}

/** The same trouble every ten seconds is told once. */
function createReportOnce({ reportError }: Pick<AppPorts, 'reportError'>) {
  const told = new Map<string, string>();
  return (about: string, error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    if (told.get(about) === message) return;
    told.set(about, message);
    reportError(error);
  };
}
