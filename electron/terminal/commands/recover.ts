import type { Command } from 'commander';
import { matrixOf } from '../../../shared/view/matrix.ts';
import { recoveryOf, type RecoveryRow } from '../../../shared/view/recovery.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import type { Palette } from '../palette.ts';
import { readState } from '../readState.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import { describeRolloutStatus } from '../rollout/describeRolloutStatus.ts';
import { findRollout } from '../rollout/findRollout.ts';
import { withExample } from './names.ts';

export function addRecover(program: Command, run: Run): Command {
  const command: Command = program
    .command('recover')
    .description('After an interruption: look at every host and balancer, and say what going on would do.')
    .argument('[rollout]', 'its id, or the beginning of it; default: the newest')
    .action((named: string | undefined) => run(command, (context) => recover(context, named)))
    .addHelpText('after', recoverHelp);
  return withExample(command, 'signalbox recover');
}

const recoverHelp = `
Nothing is changed. To go on, deploy the same release again: it continues from exactly there.

Exit codes:
  0  every host is seen
  1  a host is not seen: nothing is known about it`;

function recover(context: Context, named: string | undefined): Promise<ExitCode> {
  return context.withSession({ readOnly: false }, async ({ client, workspace }) => {
    const stopAnswering = answerPrompts(client, context);
    try {
      const { service, environment, id } = findRollout(await readState(client), named);
      const fleet = await client.call('fleet.look', { environment });
      const state = await readState(client);
      const rollout = findRollout(state, id);
      const cells = matrixOf(workspace, state, fleet, context.terminal.now())
        .rows.filter((row) => row.service === service)
        .flatMap((row) => row.cells)
        .find((cell) => cell?.environment === environment);
      const rows = recoveryOf(rollout, cells?.hosts ?? []);
      const { release, status } = rollout;
      if (context.json) printJson(context, { type: 'recovery', rolloutId: id, status, hosts: rows });
      else {
        const title = `${service} ${release.version} to ${environment}: ${describeRolloutStatus(status, context.colors)}`;
        const again = `To go on from here: signalbox deploy ${service} ${release.version} ${environment}`;
        print(context, [title, ...rows.flatMap((row) => rowText(row, context.colors)), '', again].join('\n'));
      }
      return rows.some((row) => row.seen.startsWith('not')) ? exitCodes.notOk : exitCodes.ok;
    } finally {
      stopAnswering();
    }
  });
}

function rowText({ host, believed, seen, proposal, tone }: RecoveryRow, colors: Palette): string[] {
  const paint = tone === 'good' ? colors.green : tone === 'bad' ? colors.red : (text: string) => text;
  return [
    `  ${colors.bold(host)}`,
    `    ${colors.dim('we believed')}  ${visibleText(believed)}`,
    `    ${colors.dim('we see')}       ${visibleText(seen)}`,
    `    ${colors.dim('proposal')}     ${paint(proposal)}`,
  ];
}
