import type { Debt, JournalState } from '../../../shared/journal/state.ts';
import { formatDuration } from '../../../shared/view/formatDuration.ts';
import type { RolloutCounts, RolloutView } from '../../../shared/view/rolloutView.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import type { Palette } from '../palette.ts';

/** How a rollout came out: the last line of `--json`, the last words on a terminal. */
export interface RolloutSummary {
  readonly type: 'summary';
  readonly ok: boolean;
  readonly result: 'succeeded' | 'failed' | 'stopped' | 'interrupted' | 'running';
  readonly reason: string | undefined;
  readonly rolloutId: string;
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly hosts: RolloutCounts;
  readonly durationMs: number;
  /** Open debts of the service in the environment. */
  readonly debts: readonly { readonly host: string; readonly reason: string; readonly openedAt: string }[];
}

export function summaryOf(view: RolloutView, state: Pick<JournalState, 'debts'>): RolloutSummary {
  const { status, service, environment } = view;
  const isOwn = (debt: Debt): boolean => debt.service === service && debt.environment === environment;
  return {
    type: 'summary',
    ok: status.kind === 'finished' && status.result === 'succeeded',
    result: resultOf(status),
    reason: 'reason' in status ? status.reason : undefined,
    rolloutId: view.id,
    service,
    version: view.version,
    environment,
    hosts: view.counts,
    durationMs: view.elapsedMs,
    debts: Object.values(state.debts)
      .filter(isOwn)
      .map(({ host, reason, openedAt }) => ({ host, reason, openedAt })),
  };
}

export function summaryText(summary: RolloutSummary, colors: Palette): string {
  const { service, version, environment, hosts } = summary;
  const paint = summary.ok ? colors.green : colors.red;
  const count = `${hosts.done + hosts.unchanged} of ${hosts.hosts} hosts`;
  return [
    `${paint(colors.bold(summary.result))}  ${service} ${version} in ${environment}: ${count} in ${formatDuration(summary.durationMs)}`,
    ...(summary.reason === undefined || summary.ok ? [] : [`  ${visibleText(summary.reason)}`]),
    ...summary.debts.map((debt) => colors.red(`  debt  ${debt.host}  ${visibleText(debt.reason)}`)),
    colors.dim(`  rollout ${summary.rolloutId}`),
  ].join('\n');
}

export function exitCodeOf(summary: RolloutSummary): ExitCode {
  if (summary.ok) return exitCodes.ok;
  return summary.result === 'interrupted' ? exitCodes.interrupted : exitCodes.notOk;
}

function resultOf(status: RolloutView['status']): RolloutSummary['result'] {
  switch (status.kind) {
    case 'finished':
      return status.result;
    case 'interrupted':
      return 'interrupted';
    case 'requested':
    case 'running':
    case 'paused':
    case 'stopping':
      return 'running';
  }
}
