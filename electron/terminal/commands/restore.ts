import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import { Fault } from '../../../shared/protocol/fault.ts';
import { backupFolderOf } from '../../app/audit/backupService.ts';
import { restoreJournal } from '../../app/audit/restoreJournal.ts';
import { readNodeConfig } from '../../app/nodePorts.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { withExample } from './names.ts';

const options = z.object({ yes: z.boolean().default(false) });

export function addRestore(program: Command, run: Run): Command {
  const command: Command = program
    .command('restore')
    .description(
      'Put a backup in the place of the journal. It is verified first, and what it replaces is kept aside. Close Signalbox before.',
    )
    .argument('<file>', 'the name of a backup, or a path')
    .option('--yes', 'replace the journal; without it the backup is only verified')
    .action((file: string) => {
      const { yes } = options.parse(command.opts());
      return run(command, (context) => restore(context, file, yes));
    });
  return withExample(command, 'signalbox restore journal-20260131T080000Z-1234.db --yes');
}

/** The journal need not be one that could be opened: that is when it is restored. */
async function restore(context: Context, file: string, yes: boolean): Promise<ExitCode> {
  const { terminal, workspaceDirectory, colors } = context;
  const { environment } = terminal;
  const config = await readNodeConfig({ workspaceDirectory, readOnly: false, environment });
  const journalPath = config.journalPath ?? join(workspaceDirectory, '.signalbox', 'journal.db');
  const named = join(backupFolderOf(journalPath), file);
  const backupPath = existsSync(named) ? named : resolve(terminal.workingDirectory, file);
  if (!existsSync(backupPath)) {
    throw new Fault('NOT_FOUND', `There is no backup ${file}.`, {
      wayOut: '"signalbox backup --list" shows those of this workspace.',
    });
  }
  if (!yes) {
    throw new Fault('CONFIRMATION_REQUIRED', `The journal would be replaced by ${backupPath}.`, {
      wayOut: 'Close every Signalbox of this workspace, then add --yes.',
    });
  }
  const ports = {
    now: () => terminal.now(),
    monotonicMs: () => performance.now(),
    createId: () => randomUUID(),
  };
  const { report, keptAs } = await restoreJournal({ journalPath, backupPath }, config, ports);
  if (context.json) {
    printJson(context, { type: 'restore', ok: true, head: report.head, keptAs });
    return exitCodes.ok;
  }
  print(
    context,
    `${colors.green('restored')}  up to record ${report.head.seq}, verified before it was put in place`,
  );
  if (keptAs !== undefined) print(context, `  what it replaced is kept as ${keptAs}`);
  return exitCodes.ok;
}
