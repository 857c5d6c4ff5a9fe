import type { Approval } from '../../../shared/model/eligibility.ts';
import type { PromotionOutlook } from '../../../shared/model/promotion.ts';
import { toFaultData, type Fault } from '../../../shared/protocol/fault.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Matrix } from '../../../shared/view/matrix.ts';
import type { DemoFleet } from '../../demo/demoFleet.ts';
import type { Traffic, TrafficTotals } from '../../demo/traffic.ts';
import { printJson, tell } from '../context.ts';
import { matrixText } from '../print/matrixText.ts';
import { outlookText } from '../print/outlookText.ts';
import { planSummary } from '../print/planText.ts';
import { statementText } from '../print/statementText.ts';
import { createReporterFor } from '../rollout/createReporterFor.ts';
import type { PreparedPlan } from '../rollout/deployRelease.ts';
import type { RolloutReporter } from '../rollout/reporter.ts';
import type { IssuedStatement } from '../signoff/decide.ts';
import { demoSummaryText, type DemoSummary } from './demoSummary.ts';
import type { DemoContext } from './runDemo.ts';

const trafficEveryMs = 1_000;

/** Tells the demo's story: in words, or as one JSON object per event. */
export interface Narrator {
  say(text: string): void;
  chapter(text: string): void;
  showPlan(prepared: PreparedPlan): void;
  /** Who may sign, and why others may not. */
  showOutlook(outlook: PromotionOutlook): void;
  showStatement(issued: IssuedStatement): void;
  showRefusal(what: string, fault: Fault): void;
  /** What changed, so that sign-offs no longer count. */
  showStale(stale: Extract<Approval, { kind: 'stale' }>['stale']): void;
  /** What stock ssh-keygen said of the exported sign-offs, word by word. */
  showProof(proof: { readonly folder: string; readonly lines: readonly string[] }): void;
  createReporter(traffic: Traffic): RolloutReporter;
  showMatrix(matrix: Matrix): void;
  conclude(summary: DemoSummary): void;
  /** How to play with the fleet while it stays up. */
  invite(fleet: Pick<DemoFleet, 'workspaceDirectory' | 'keyFileOf'>): void;
  end(): void;
}

export function createNarrator(context: DemoContext): Narrator {
  return context.json ? createJsonNarrator(context) : createTextNarrator(context);
}

function createTextNarrator(context: DemoContext): Narrator {
  const { terminal, colors } = context;
  const print = (text: string): void => terminal.out.write(`${text}\n`);
  /** The bytes are shown to the letter once; they are different in names and times only. */
  let hasShownStatement = false;
  return {
    say: (text) => print(`${colors.dim('·')} ${text}`),
    chapter: (text) => print(`\n${colors.bold(text)}`),
    showPlan: (prepared) => print(`${planSummary(prepared, colors).slice(1).join('\n')}\n`),
    showOutlook: (outlook) =>
      print(outlookText(outlook, { colors, columns: terminal.out.columns(), rules: 'ordinary' }).join('\n')),
    showStatement: ({ statement, statementSha256 }) => {
      if (hasShownStatement) return;
      hasShownStatement = true;
      const of = { bytes: statement, sha256: statementSha256 };
      print(statementText(of, { colors, columns: terminal.out.columns() }).join('\n'));
    },
    showRefusal: (what, fault) => {
      print(`${colors.red('✗')} ${what}: ${visibleText(fault.message)}`);
    },
    showStale: (stale) => {
      const people = stale.map((it) => it.person).join(' and ');
      print(`${colors.yellow('!')} What ${people} signed is stale:`);
      for (const { text } of stale[0]?.differences ?? []) print(`    ${visibleText(text)}`);
    },
    showProof: ({ folder, lines }) => {
      print(`${colors.dim('·')} In ${folder}: ${colors.bold('sh verify')}`);
      for (const line of lines) print(`    ${visibleText(line)}`);
    },
    createReporter: (traffic) => {
      const reporter = createReporterFor(context, { footer: () => trafficText(traffic.totals()) });
      return terminal.out.isTerminal ? reporter : withTrafficLines(reporter, traffic);
    },
    showMatrix: (matrix) => print(`\n${matrixText(matrix, { colors, columns: terminal.out.columns() })}`),
    conclude: (summary) => print(`\n${demoSummaryText(summary, colors)}`),
    invite: (fleet) => print(invitation(fleet)),
    end: () => {},
  };
}

/** In a log file: how the traffic fares, after each host. */
function withTrafficLines(reporter: RolloutReporter, traffic: Traffic): RolloutReporter {
  return {
    ...reporter,
    onRecords: (records, view) => {
      reporter.onRecords(records, view);
      if (records.some(({ event }) => event.kind === 'hostFinished'))
        reporter.say(trafficText(traffic.totals()));
    },
  };
}

function createJsonNarrator(context: DemoContext): Narrator {
  const { terminal } = context;
  const emit = (type: string, rest: object): void =>
    printJson(context, { type, at: terminal.now().toISOString(), ...rest });
  const timers = new Set<NodeJS.Timeout>();
  return {
    say: (message) => emit('progress', { message }),
    chapter: (message) => emit('chapter', { message }),
    showPlan: ({ plan, planSha256, notices }) =>
      emit('plan', { planSha256, notices, batches: plan.batches, release: plan.release }),
    showOutlook: (outlook) => emit('outlook', outlook),
    showStatement: (issued) => emit('statement', issued),
    showRefusal: (message, fault) => emit('refused', { message, fault: toFaultData(fault) }),
    showStale: (stale) => emit('stale', { stale }),
    showProof: (proof) => emit('proof', proof),
    createReporter: (traffic) => {
      const timer = setInterval(() => emit('traffic', traffic.totals()), trafficEveryMs);
      timers.add(timer);
      const reporter = createReporterFor(context);
      return {
        ...reporter,
        end: (view) => {
          clearInterval(timer);
          reporter.end(view);
        },
      };
    },
    showMatrix: (matrix) => emit('status', { ...matrix }),
    conclude: (summary) => printJson(context, summary),
    // Not part of the stream, whose last object is the summary.
    invite: (fleet) => tell(context, invitation(fleet)),
    end: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

export function trafficText({ requests, failed, byVersion }: TrafficTotals): string {
  const answered = Object.values(byVersion).reduce((sum, count) => sum + count, 0);
  const shares = Object.entries(byVersion)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([version, count]) => `${version} ${Math.round((count / Math.max(1, answered)) * 100)} %`);
  return `traffic: ${requests} requests, ${failed} failed; answered by ${shares.join(', ') || 'nobody yet'}`;
}

function invitation({
  workspaceDirectory,
  keyFileOf,
}: Pick<DemoFleet, 'workspaceDirectory' | 'keyFileOf'>): string {
  const command = (words: string): string =>
    `  npm run signalbox -- ${words} --workspace ${workspaceDirectory}`;
  return [
    '',
    'The fleet stays up until Ctrl-C. In another terminal:',
    command('status --watch'),
    command('deploy shop 1.2.0 staging'),
    command('who-can-sign shop 1.2.0 production'),
    command(`promote shop 1.2.0 production --as rob --key ${keyFileOf('rob')}`),
    command(`sign PROMOTION --as li --key ${keyFileOf('li')}`),
    command('log --follow'),
  ].join('\n');
}
