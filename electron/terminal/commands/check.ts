import type { Command } from 'commander';
import type { Problem } from '../../../shared/model/problem.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import { checkWorkspaceFiles } from '../../app/checkWorkspaceFiles.ts';
import { readNodeConfig } from '../../app/nodePorts.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { withExample } from './names.ts';

export function addCheck(program: Command, run: Run): Command {
  const command: Command = program
    .command('check')
    .description('Read signalbox.yaml and everything it names; list every problem with its line and column.')
    .action(() => run(command, check));
  return withExample(command, 'signalbox check --workspace ~/shop-releases');
}

async function check(context: Context): Promise<ExitCode> {
  const { workspaceDirectory, terminal } = context;
  const { environment } = terminal;
  const found = await checkWorkspaceFiles(
    await readNodeConfig({ workspaceDirectory, readOnly: true, environment }),
  );
  const ok = found.problems.length === 0;
  if (context.json) printJson(context, { type: 'check', ok, workspace: workspaceDirectory, ...found });
  else print(context, checkText(found, context));
  return ok ? exitCodes.ok : exitCodes.refused;
}

function checkText(
  { problems, files }: { readonly problems: readonly Problem[]; readonly files: readonly string[] },
  { colors }: Context,
): string {
  if (problems.length === 0) {
    return `${colors.green('ok')}  ${files.length === 1 ? '1 file' : `${files.length} files`} read, no problems`;
  }
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [...problems.map((it) => problemText(it, colors)), colors.red(count)].join('\n');
}

/** `file:line:column` first, so that editors and terminals make it a link. */
function problemText(it: Problem, colors: Context['colors']): string {
  const place = colors.bold(visibleText(`${it.file}:${it.line}:${it.column}`));
  const path = it.path === '' ? '' : `${colors.cyan(visibleText(it.path))}: `;
  const expected = it.expected === undefined ? '' : `\n    expected ${visibleText(it.expected)}`;
  return `${place}  ${path}${visibleText(it.message)}${expected}`;
}
