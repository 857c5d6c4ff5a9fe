import { useState } from 'react';
import { type NamedPeriod, namedPeriodsOf } from '../../../../shared/view/auditPeriod.ts';

/** As of the moment at which the screen was opened. */
export function useNamedPeriods(): readonly NamedPeriod[] {
  const [periods] = useState(() => namedPeriodsOf(new Date().toISOString()));
  return periods;
}
