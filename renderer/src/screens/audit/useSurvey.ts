import { useMemo } from 'react';
import type { OutputOf } from '../../../../shared/contract/contract.ts';
import { toInstants } from '../../../../shared/view/auditPeriod.ts';
import { type Answer, useAnswer } from '../../answers/useAnswer.ts';
import type { AuditFilters } from './auditPlace.ts';
import { filterSurvey, type SurveyRow } from './filterSurvey.ts';

export interface Survey {
  readonly answer: Answer<OutputOf<'audit.survey'>>;
  /** Those that fit; `undefined` until they were read. */
  readonly exceptions: readonly SurveyRow[] | undefined;
  readonly access: readonly SurveyRow[] | undefined;
}

/** What an export of the period would list, asked for while somebody looks at it, and filtered here. */
export function useSurvey(filters: AuditFilters, isShown: boolean): Survey {
  const answer = useAnswer('audit.survey', isShown ? toInstants(filters) : undefined);
  const { value } = answer;
  return {
    answer,
    exceptions: useMemo(() => value && filterSurvey(value.exceptions, filters), [value, filters]),
    // Roles and keys are of no service.
    access: useMemo(() => value && filterSurvey(value.access, { ...filters, service: '' }), [value, filters]),
  };
}
