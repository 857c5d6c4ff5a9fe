import type { Command } from 'commander';

/** The arguments that `plan` and `deploy` share. */
export function withTarget(command: Command): Command {
  return command
    .argument('<service>', 'a service of the workspace')
    .argument('<version>', 'the version of one of its releases')
    .argument('<environment>', 'where to');
}

export function withExample(command: Command, ...lines: readonly string[]): Command {
  const title = lines.length === 1 ? 'Example' : 'Examples';
  return command.addHelpText('after', `\n${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}
