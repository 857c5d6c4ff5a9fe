import type { OutputOf } from '../../../../shared/contract/contract.ts';
import { formatDuration } from '../../../../shared/view/formatDuration.ts';
import {
  budgetWords,
  canaryWords,
  failuresAllowedIn,
  onFailureWords,
  timeLimitWords,
} from '../../../../shared/view/settingsWords.ts';
import { ErrorNote, FailureBudget } from '../../ui/index.ts';
import css from './Plan.module.css';

/** What a person should know before reading line by line: notices first, then batches, floor and limits. */
export function PlanFacts({ prepared }: { readonly prepared: OutputOf<'rollouts.plan'> }) {
  const { plan, notices } = prepared;
  const { settings, pool } = plan;
  const canary = canaryWords(plan);
  const timeLimit = timeLimitWords(settings);
  const budget = budgetWords(plan);
  return (
    <>
      {notices.map((notice) => (
        <ErrorNote
          key={`${notice.about} ${notice.message}`}
          tone="caution"
          title={`${notice.about}: ${notice.message}`}
          {...(notice.wayOut === undefined ? {} : { wayOut: notice.wayOut })}
        />
      ))}
      <dl className={css.facts}>
        <dt>batches</dt>
        <dd>{plan.batches.map((hosts) => hosts.length).join(' + ')}</dd>
        <dt>floor</dt>
        <dd>
          {pool ? `${pool.floor} of ${pool.servers} in service, on ${pool.balancers.join(', ')}` : 'no pool'}
        </dd>
        <dt>failure budget</dt>
        <dd>
          <FailureBudget allowed={failuresAllowedIn(plan)} failed={0} />
          {budget !== undefined && ` (${budget})`}; one more {onFailureWords(settings)}
        </dd>
        {timeLimit !== undefined && (
          <>
            <dt>time limit</dt>
            <dd>{timeLimit}</dd>
          </>
        )}
        {canary !== undefined && (
          <>
            <dt>canary</dt>
            <dd>{canary}</dd>
          </>
        )}
        <dt>limits</dt>
        <dd>
          drain {formatDuration(settings.drainTimeoutMs)}, step {formatDuration(settings.stepTimeoutMs)},
          checks {formatDuration(settings.checkTimeoutMs)}, soak {formatDuration(settings.soakMs)}
        </dd>
      </dl>
    </>
  );
}
