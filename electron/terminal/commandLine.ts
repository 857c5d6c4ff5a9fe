import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { Fault, toFaultData } from '../../shared/protocol/fault.ts';
import { readAppVersion } from '../app/nodePorts.ts';
import { addAbort } from './commands/abort.ts';
import { addAudit } from './commands/audit.ts';
import { addBackup } from './commands/backup.ts';
import { addCheck } from './commands/check.ts';
import { addDeploy } from './commands/deploy.ts';
import { addExport } from './commands/export.ts';
import { addLog } from './commands/log.ts';
import { addPause } from './commands/pause.ts';
import { addPlan } from './commands/plan.ts';
import { addPromote } from './commands/promote.ts';
import { addPromotion } from './commands/promotion.ts';
import { addPromotions } from './commands/promotions.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addRecover } from './commands/recover.ts';
import { addRestore } from './commands/restore.ts';
import { addResume } from './commands/resume.ts';
import { addRetry } from './commands/retry.ts';
import { addRollback } from './commands/rollback.ts';
import { addSchema } from './commands/schema.ts';
import { addServe } from './commands/serve.ts';
import { addReject, addReview, addSign } from './commands/sign.ts';
import { addSkip } from './commands/skip.ts';
import { addStatement } from './commands/statement.ts';
import { addStatus } from './commands/status.ts';
import { addVerify } from './commands/verify.ts';
import { addWatch } from './commands/watch.ts';
import { addWhoCanSign } from './commands/whoCanSign.ts';
import { addWithdraw } from './commands/withdraw.ts';
import { printJson, tell, type CommandResult, type Context } from './context.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { findWorkspace } from './findWorkspace.ts';
import { createPalette } from './palette.ts';
import { faultText } from './print/faultText.ts';
import { openSession } from './session.ts';
import type { Terminal } from './terminal.ts';

/** Makes a command's action: gives it its context, and turns what it throws into words and an exit code. */
export type Run = (command: Command, work: (context: Context) => CommandResult) => Promise<void>;

const commands = [
  addCheck,
  addSchema,
  addStatus,
  addPlan,
  addWhoCanSign,
  addPromote,
  addPromotions,
  addPromotion,
  addStatement,
  addSign,
  addReject,
  addReview,
  addWithdraw,
  addDeploy,
  addRollback,
  addWatch,
  addRecover,
  addPause,
  addResume,
  addRetry,
  addSkip,
  addAbort,
  addLog,
  addAudit,
  addVerify,
  addExport,
  addReconcile,
  addBackup,
  addRestore,
  addServe,
];

/** One command line, from its words to its exit code. */
export async function runCommandLine(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const run: Run = async (command, work) => {
    exitCode = await runCommand(command, terminal, work);
  };
  const program = createProgram(terminal, await readAppVersion());
  for (const add of commands) withCommonOptions(add(program, run));
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.refused; // commander has said what is wrong
  }
}

function createProgram(terminal: Terminal, version: string): Command {
  return new Command('signalbox')
    .description(
      'The control room for releases: what runs where, and rolling upgrades without a lost request.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      getOutHelpWidth: () => terminal.out.columns(),
      getErrHelpWidth: () => terminal.err.columns(),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('(signalbox --help, or signalbox COMMAND --help, shows how)')
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText('after', exitCodeHelp);
}

const exitCodeHelp = `
Exit codes:
  0    it went well
  1    a rollout failed or was stopped, something needs attention, a journal is not intact
  2    bad input, or refused: nothing was touched
  130  interrupted

Example:
  signalbox status --workspace ~/shop-releases`;

function withCommonOptions(command: Command): void {
  command
    .option('-w, --workspace <dir>', 'the folder with signalbox.yaml (default: the nearest one upwards)')
    .option('--json', 'machine-readable output')
    .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are honoured too');
}

const commonOptions = z.object({
  workspace: z.string().optional(),
  json: z.boolean().default(false),
  color: z.boolean().default(true),
});

async function runCommand(
  command: Command,
  terminal: Terminal,
  work: (context: Context) => CommandResult,
): Promise<ExitCode> {
  const options = commonOptions.parse(command.opts());
  const context = createContext(options, terminal);
  try {
    return await work(context);
  } catch (error) {
    return reportFault(error, context);
  }
}

function createContext(options: z.infer<typeof commonOptions>, terminal: Terminal): Context {
  const { environment } = terminal;
  const colors = createPalette({ ...options, environment, isTerminal: terminal.out.isTerminal });
  const workspaceDirectory = findWorkspace(terminal.workingDirectory, options.workspace);
  const context: Context = {
    terminal,
    colors,
    json: options.json,
    workspaceDirectory,
    withSession: async ({ readOnly }, work) => {
      const reportError = (error: unknown): void => tell(context, describe(error, context));
      const session = await openSession({ workspaceDirectory, readOnly, environment, reportError });
      try {
        return await work(session);
      } finally {
        await session.close();
      }
    },
  };
  return context;
}

/** Bad input and refusals are 2: nothing was touched. What nobody foresaw is 1. */
function reportFault(error: unknown, context: Context): ExitCode {
  if (context.json) printJson(context, { type: 'fault', ok: false, fault: toFaultData(error) });
  else tell(context, describe(error, context));
  if (!(error instanceof Fault) || error.code === 'INTERNAL') return exitCodes.notOk;
  return error.code === 'CANCELLED' ? exitCodes.interrupted : exitCodes.refused;
}

function describe(error: unknown, { terminal }: Context): string {
  const colors = createPalette({
    color: true,
    environment: terminal.environment,
    isTerminal: terminal.err.isTerminal,
  });
  return faultText(error, colors, { debug: terminal.environment['SIGNALBOX_DEBUG'] === '1' });
}
