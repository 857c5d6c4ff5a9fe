import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import { useAnswer } from '../../answers/useAnswer.ts';
import { VisibleText } from '../../ui/index.ts';
import css from './Signoff.module.css';

interface ReasonTextProps {
  readonly promotion: PromotionState;
  /** The requester's words where they are known already. */
  readonly known: string | undefined;
}

/** Why it was asked for, in the requester's words; the journal keeps them by the digest that is signed. */
export function ReasonText({ promotion, known }: ReasonTextProps) {
  const { reasonSha256 } = promotion.bindings;
  const isAsked = known === undefined && reasonSha256 !== 'none';
  const blob = useAnswer('journal.blob', isAsked ? { sha256: reasonSha256, maxBytes: 8_192 } : undefined);
  const words = known ?? blob.value?.text;
  if (words === undefined) {
    return blob.fault ? (
      <p className={css.quiet}>Its reason cannot be read: {blob.fault.message}</p>
    ) : undefined;
  }
  return (
    <p className={css.text}>
      “<VisibleText text={words} multiline />”
    </p>
  );
}
