import { formatDuration } from '../../../shared/view/formatDuration.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';
import type { RolloutSummary } from '../rollout/summary.ts';

/** What became of the sign-offs that production went by. */
export interface DemoSignoffs {
  readonly promotionId: string;
  readonly by: readonly string[];
  readonly required: number;
  /** Of those, confirmed by stock ssh-keygen from the exported files. */
  readonly verified: number;
  /** Signed before the release changed; they count for nothing. */
  readonly stale: number;
  readonly exported: number;
}

/** What became of the evidence that auditors take away; `not here`: a program that verify.sh needs is missing. */
export interface DemoEvidence {
  readonly changes: number;
  readonly exceptions: number;
  readonly pdfBytes: number;
  readonly verifyScript: 'good' | 'bad' | 'not here';
  readonly app: 'good' | 'bad';
  /** The same of a copy in which one sign-off was altered. */
  readonly altered: Pick<DemoEvidence, 'verifyScript' | 'app'>;
}

/** The last line of `npm run demo -- --json`. */
export interface DemoSummary {
  readonly type: 'summary';
  /** Every rollout succeeded, no request failed, every sign-off was confirmed, the journal is intact, and its evidence holds. */
  readonly ok: boolean;
  readonly service: string;
  readonly version: string;
  readonly requests: number;
  readonly failedRequests: number;
  /** The first few, in words. */
  readonly failures: readonly string[];
  /** Hosts that have the release now, in all environments. */
  readonly hosts: number;
  readonly durationMs: number;
  readonly chain: 'intact' | 'broken';
  readonly records: number;
  readonly balancers: string;
  /** Absent where nobody was asked, since something before went wrong. */
  readonly signoffs?: DemoSignoffs;
  readonly evidence: DemoEvidence;
  readonly rollouts: readonly RolloutSummary[];
}

export function demoSummaryText(summary: DemoSummary, colors: Palette): string {
  const { requests, failedRequests, chain } = summary;
  const good = (isGood: boolean, text: string): string => (isGood ? colors.green(text) : colors.red(text));
  const untouched = summary.rollouts.reduce((sum, it) => sum + it.hosts.waiting, 0);
  const rows: readonly (readonly [string, string])[] = [
    ['requests', `${requests}, ${good(failedRequests === 0, `${failedRequests} failed`)}`],
    [
      'hosts',
      `${summary.hosts} on ${summary.service} ${summary.version} in ${formatDuration(summary.durationMs)}`,
    ],
    ...(summary.signoffs ? [['sign-offs', signoffsText(summary.signoffs, good)] as const] : []),
    ['evidence', evidenceText(summary.evidence, good)],
    ['journal', good(chain === 'intact', `chain ${chain}, ${summary.records} records`)],
    ...summary.rollouts.map((it) => ['rollout', good(it.ok, `${it.environment}: ${it.result}`)] as const),
    ...summary.rollouts.flatMap((it) =>
      it.debts.map((debt) => ['debt', colors.red(visibleText(`${debt.host}: ${debt.reason}`))] as const),
    ),
    ...(untouched === 0
      ? []
      : [['', `${untouched} hosts were not touched and serve what they had`] as const]),
    ...summary.failures.map((failure) => ['failed', colors.red(visibleText(failure))] as const),
  ];
  return [
    good(summary.ok, colors.bold(summary.ok ? 'All well' : 'Not well')),
    ...rows.map(([name, value]) => `  ${colors.dim(name.padEnd(9))}  ${value}`),
  ].join('\n');
}

export function isProven({ required, verified }: DemoSignoffs): boolean {
  return verified >= required;
}

/** Good as it was written, and found out where it was altered; by verify.sh too, where it can run. */
export function isHeld({ verifyScript, app, altered }: DemoEvidence): boolean {
  const isHeldByScript = verifyScript === 'good' && altered.verifyScript === 'bad';
  return app === 'good' && altered.app === 'bad' && (isHeldByScript || verifyScript === 'not here');
}

function evidenceText(evidence: DemoEvidence, good: (isGood: boolean, text: string) => string): string {
  const { changes, verifyScript, app, altered } = evidence;
  const found = `${changes} changes: verify.sh ${verifyScript}, Signalbox ${app}; altered: verify.sh ${altered.verifyScript}, Signalbox ${altered.app}`;
  return good(isHeld(evidence), found);
}

function signoffsText(signoffs: DemoSignoffs, good: (isGood: boolean, text: string) => string): string {
  const { verified, by, stale } = signoffs;
  const confirmed = good(isProven(signoffs), `${verified} of ${by.length} confirmed by ssh-keygen`);
  const older = stale === 0 ? '' : `; ${stale} older ones went stale`;
  return `${by.join(' and ')}: ${confirmed}${older}`;
}
