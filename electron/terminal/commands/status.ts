import type { Command } from 'commander';
import { z } from 'zod';
import { Fault } from '../../../shared/protocol/fault.ts';
import { cellsOf, matrixOf, needsAttention, type Matrix } from '../../../shared/view/matrix.ts';
import type { Workspace } from '../../../shared/model/workspace.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { matrixText } from '../print/matrixText.ts';
import { readState } from '../readState.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import type { Session } from '../session.ts';
import { followMatrix } from '../status/followMatrix.ts';
import { showMatrix } from '../status/showMatrix.ts';
import { untilDone } from '../untilDone.ts';
import { withExample } from './names.ts';

const options = z.object({ environment: z.string().optional(), watch: z.boolean().default(false) });
type StatusOptions = z.infer<typeof options>;

export function addStatus(program: Command, run: Run): Command {
  const command: Command = program
    .command('status')
    .description('What really runs where: recorded and observed, with age, pool state, drift and debt.')
    .option('-e, --environment <name>', 'only this environment')
    .option('--watch', 'keep looking until Ctrl-C: a live view on a terminal, changes as lines elsewhere')
    .action(() => {
      const parsed = options.parse(command.opts());
      return run(command, (context) => status(context, parsed));
    })
    .addHelpText('after', statusHelp);
  return withExample(command, 'signalbox status --environment production', 'signalbox status --watch');
}

const statusHelp = `
Exit codes:
  0  nothing needs attention (with --watch: when you leave)
  1  a debt, drift, a host or balancer that was not seen, a failing health check, a server out of its pool
  2  bad input`;

function status(context: Context, { environment, watch }: StatusOptions): Promise<ExitCode> {
  return context.withSession({ readOnly: false }, async (session) => {
    const workspace = narrow(session.workspace, environment);
    const stopAnswering = answerPrompts(session.client, context);
    try {
      return await (watch
        ? keepShowing(context, session, workspace)
        : show(context, session, workspace, environment));
    } finally {
      stopAnswering();
    }
  });
}

async function show(
  context: Context,
  { client }: Session,
  workspace: Workspace,
  environment: string | undefined,
): Promise<ExitCode> {
  const fleet = await client.call('fleet.look', environment === undefined ? {} : { environment });
  const matrix = matrixOf(workspace, await readState(client), fleet, context.terminal.now());
  if (context.json) printJson(context, { type: 'status', ok: !needsAttention(matrix), ...toJson(matrix) });
  else
    print(context, matrixText(matrix, { colors: context.colors, columns: context.terminal.out.columns() }));
  return needsAttention(matrix) ? exitCodes.notOk : exitCodes.ok;
}

async function keepShowing(context: Context, { client }: Session, workspace: Workspace): Promise<ExitCode> {
  const screen = showMatrix(context);
  try {
    await untilDone(context, ({ fail }) =>
      followMatrix(client, workspace, {
        now: () => context.terminal.now(),
        onMatrix: (matrix) => screen.show(matrix),
        onFault: fail,
      }),
    );
  } finally {
    screen.close();
  }
  return exitCodes.ok;
}

/** The same workspace with one environment; @throws Fault NOT_FOUND. */
function narrow(workspace: Workspace, environment: string | undefined): Workspace {
  if (environment === undefined) return workspace;
  const environments = workspace.environments.filter((it) => it.name === environment);
  if (environments.length === 0) {
    throw new Fault('NOT_FOUND', `The workspace has no environment ${environment}.`, {
      wayOut: `It has: ${workspace.environments.map((it) => it.name).join(', ')}.`,
    });
  }
  return {
    ...workspace,
    environments,
    targets: workspace.targets.filter((it) => it.environment === environment),
  };
}

function toJson(matrix: Matrix) {
  return { environments: matrix.environments, cells: cellsOf(matrix), otherDebts: matrix.otherDebts };
}
