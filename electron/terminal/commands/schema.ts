import type { Command } from 'commander';
import { createJsonSchema } from '../../workspace/jsonSchema.ts';
import type { Run } from '../commandLine.ts';
import { print, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { withExample } from './names.ts';

export function addSchema(program: Command, run: Run): Command {
  const command: Command = program
    .command('schema')
    .description('Print the JSON Schema of signalbox.yaml, for completion in editors.')
    .action(() => run(command, schema));
  return withExample(
    command,
    'signalbox schema > signalbox.schema.json',
    '# then, as the first line of signalbox.yaml:',
    '# yaml-language-server: $schema=signalbox.schema.json',
  );
}

function schema(context: Context): Promise<ExitCode> {
  print(context, JSON.stringify(createJsonSchema(), undefined, context.json ? 0 : 2));
  return Promise.resolve(exitCodes.ok);
}
