import { useMemo } from 'react';
import { plan as planSchema, type Plan } from '../../../../shared/model/plan.ts';
import { useAnswer } from '../../answers/useAnswer.ts';

/** Twenty hosts need about 100 kB. */
const mostBytes = 4_194_304;

export interface KnownPlan {
  readonly value: Plan | undefined;
  /** Why the literal lines cannot be shown. */
  readonly trouble: string | undefined;
}

/** The plan as the journal keeps it under its digest. Without it the steps can still be followed. */
export function usePlan(planSha256: string): KnownPlan {
  const { value: blob, fault } = useAnswer('journal.blob', { sha256: planSha256, maxBytes: mostBytes });
  return useMemo(() => {
    if (fault) return { value: undefined, trouble: fault.message };
    if (!blob) return { value: undefined, trouble: undefined };
    if (blob.sizeBytes > mostBytes)
      return { value: undefined, trouble: 'The plan is too long to be shown here.' };
    return parsePlan(blob.text);
  }, [blob, fault]);
}

function parsePlan(text: string): KnownPlan {
  try {
    return { value: planSchema.parse(JSON.parse(text)), trouble: undefined };
  } catch {
    return { value: undefined, trouble: 'The plan in the journal is not one that this version can read.' };
  }
}
