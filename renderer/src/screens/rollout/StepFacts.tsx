import { formatBytes } from '../../../../shared/view/formatBytes.ts';
import { formatDuration } from '../../../../shared/view/formatDuration.ts';
import { phaseText } from '../../../../shared/view/rolloutWords.ts';
import type { HostRow } from '../../../../shared/view/rolloutView.ts';
import type { StepCell } from '../../../../shared/view/stepCell.ts';
import { Age, Countdown, Reason, VisibleText, useClock } from '../../ui/index.ts';
import css from './StepPanel.module.css';

interface StepFactsProps {
  readonly row: HostRow;
  readonly step: StepCell;
  /** `undefined` without the plan, or for a step that was not planned. */
  readonly timeoutMs: number | undefined;
  /** Why there is no plan. */
  readonly trouble: string | undefined;
}

/** How the step stands: since when, how long, what it waits for, what it learned. */
export function StepFacts({ row, step, timeoutMs, trouble }: StepFactsProps) {
  const { live } = row;
  const isRunning = step.state === 'running';
  return (
    <dl className={css.facts}>
      <dt>step</dt>
      <dd>{stateWords[step.state]}</dd>
      {step.begunAt !== undefined && (
        <>
          <dt>begun</dt>
          <dd>
            <Age at={step.begunAt} fade="never" />
          </dd>
          <dt>{step.durationMs === undefined ? 'running for' : 'took'}</dt>
          <dd>
            {step.durationMs !== undefined ? (
              formatDuration(step.durationMs)
            ) : isRunning ? (
              <RunningFor since={step.begunAt} />
            ) : (
              'not known'
            )}
          </dd>
        </>
      )}
      {timeoutMs !== undefined && (
        <>
          <dt>{step.kind === 'soak' ? 'lasts' : 'limit'}</dt>
          <dd>
            {isRunning && step.kind !== 'soak' && step.begunAt !== undefined ? (
              <Countdown
                label="left"
                endsAt={new Date(Date.parse(step.begunAt) + timeoutMs).toISOString()}
                totalMs={timeoutMs}
                over="0:00"
              />
            ) : (
              formatDuration(timeoutMs)
            )}
          </dd>
        </>
      )}
      {isRunning && live.sessions && (
        <>
          <dt>sessions</dt>
          <dd>
            {live.sessions.map((it) => (
              <span key={it.balancer} className={css.line}>
                {it.balancer}: {it.sessions} open, {it.queued} queued
              </span>
            ))}
          </dd>
        </>
      )}
      {isRunning && live.upload && (
        <>
          <dt>sent</dt>
          <dd>
            {formatBytes(live.upload.sentBytes)} of {formatBytes(live.upload.totalBytes)}
          </dd>
        </>
      )}
      {isRunning && live.note !== undefined && (
        <>
          <dt>now</dt>
          <dd>
            <VisibleText text={live.note} />
          </dd>
        </>
      )}
      {step.detail !== undefined && (
        <>
          <dt>learned</dt>
          <dd>
            <VisibleText text={step.detail} />
          </dd>
        </>
      )}
      {step.message !== undefined && (
        <>
          <dt>failed</dt>
          <dd>
            <VisibleText text={step.message} />
            {step.trouble !== undefined && ` (${step.trouble})`}
          </dd>
        </>
      )}
      <dt>host</dt>
      <dd>
        {phaseText(row.phase)}
        {row.tookMs !== undefined && `, ${formatDuration(row.tookMs)}${row.outcome ? ' in all' : ' so far'}`}
      </dd>
      {trouble !== undefined && (
        <dd className={css.wide}>
          <Reason tone="caution" text={`The literal lines are not shown: ${trouble}`} />
        </dd>
      )}
    </dl>
  );
}

const stateWords: Readonly<Record<StepCell['state'], string>> = {
  waiting: 'waits for its turn',
  running: 'is running',
  ok: 'ok',
  alreadyDone: 'was so already',
  failed: 'failed',
  skipped: 'will not be done any more',
  lost: 'begun; its end was not seen',
};

function RunningFor({ since }: { readonly since: string }) {
  const sinceMs = Date.parse(since);
  return useClock((nowMs) => {
    const seconds = Math.floor((nowMs - sinceMs) / 1_000);
    return seconds < 1 ? 'less than a second' : formatDuration(seconds * 1_000);
  });
}
