import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, tell, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { parseMoment } from '../parsePeriod.ts';
import { withExample } from './names.ts';

const options = z.object({
  since: z.string().optional(),
  until: z.string().optional(),
  service: z.array(z.string()).optional(),
  environment: z.array(z.string()).optional(),
  sample: z.string().optional(),
  seed: z.string().optional(),
});

export function addExport(program: Command, run: Run): Command {
  const command: Command = program
    .command('export')
    .description(
      'Write the evidence of a period for auditors: a folder, or a .zip, that they check without Signalbox.',
    )
    .argument('<to>', 'a folder or a file that ends with .zip; it must not exist yet')
    .option('--since <when>', 'the first moment, UTC, inclusive: a date, an instant, or how long ago')
    .option('--until <when>', 'the end, exclusive; default now')
    .option('--service <service...>', 'only changes of these services')
    .option('--environment <environment...>', 'only changes in these environments')
    .option('--sample <count>', 'draw so many changes at random too')
    .option('--seed <text>', 'draw the very sample that this seed gives; default a random one, which is told')
    .action((to: string) => {
      const parsed = options.parse(command.opts());
      return run(command, (context) => exportEvidence(context, to, parsed));
    });
  return withExample(
    command,
    'signalbox export ~/2026-q1.zip --since 2026-01-01 --until 2026-04-01',
    'signalbox export ./q1 --since 2026-01-01 --until 2026-04-01 --sample 25 --seed 4711',
  );
}

function exportEvidence(context: Context, to: string, given: z.infer<typeof options>): Promise<ExitCode> {
  const request = toRequest(context, to, given);
  return context.withSession({ readOnly: false }, async ({ client }) => {
    const abort = new AbortController();
    const stopListening = context.terminal.onInterrupt(() => abort.abort());
    const progress = client.subscribe(
      'audit',
      {},
      { onSnapshot: () => undefined, onEvents: createProgress(context), onFault: () => undefined },
    );
    try {
      const done = await client.call('audit.export', request, { signal: abort.signal });
      if (context.json) printJson(context, { type: 'export', ok: done.findings === 0, ...done });
      else print(context, exportText(done, context));
      return done.findings === 0 ? exitCodes.ok : exitCodes.notOk;
    } finally {
      progress.close();
      stopListening();
    }
  });
}

interface Done {
  readonly path: string;
  readonly files: number;
  readonly changes: number;
  readonly exceptions: number;
  readonly findings: number;
  readonly head: { readonly seq: number; readonly chainSha256: string };
  readonly fingerprint: string;
  readonly seed?: string | undefined;
}

function exportText(done: Done, { colors }: Context): string {
  const mark = done.findings === 0 ? colors.green('exported') : colors.red('exported, with findings');
  return [
    `${mark}  ${done.changes} changes, ${done.exceptions} exceptions, ${done.files} files: ${done.path}`,
    ...(done.findings === 0
      ? []
      : [
          colors.red(`  ${done.findings} findings; "signalbox verify" tells them, exceptions.csv lists them`),
        ]),
    ...(done.seed === undefined ? [] : [`  sample drawn with seed ${done.seed}`]),
    `  signed by ${done.fingerprint}`,
    `  head ${done.head.seq} ${done.head.chainSha256}`,
    colors.dim('  tell the auditor both by another way; "sh verify.sh" in it checks the rest'),
  ].join('\n');
}

/** A line at each tenth, where somebody watches. */
function createProgress(
  context: Context,
): (events: readonly { readonly kind: string; readonly done?: number; readonly total?: number }[]) => void {
  let told = 0;
  return (events) => {
    const last = events.at(-1);
    if (context.json || last?.done === undefined || !last.total) return;
    const tenth = Math.floor((10 * last.done) / last.total);
    if (tenth > told && context.terminal.err.isTerminal) tell(context, `${tenth * 10} %`);
    told = Math.max(told, tenth);
  };
}

function toRequest({ terminal }: Context, to: string, given: z.infer<typeof options>) {
  if (given.since === undefined) {
    throw new Fault('INVALID_INPUT', 'The period has no beginning.', {
      wayOut: 'Say it with --since, such as --since 2026-01-01.',
    });
  }
  const now = terminal.now();
  const size = given.sample === undefined ? undefined : parseCount(given.sample);
  if (size === undefined && given.seed !== undefined) {
    throw new Fault('INVALID_INPUT', '--seed is given without --sample COUNT.');
  }
  return {
    toPath: resolve(terminal.workingDirectory, to),
    fromAt: parseMoment('--since', given.since, now),
    toAt: given.until === undefined ? now.toISOString() : parseMoment('--until', given.until, now),
    ...(given.service ? { services: given.service.map((it) => parseName(serviceName, it)) } : {}),
    ...(given.environment
      ? { environments: given.environment.map((it) => parseName(environmentName, it)) }
      : {}),
    ...(size === undefined
      ? {}
      : { sample: { size, ...(given.seed === undefined ? {} : { seed: given.seed }) } }),
  };
}

export function parseName<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Fault('INVALID_INPUT', `"${text}" is no name.`);
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Fault('INVALID_INPUT', `--sample ${text} is no number of changes.`, {
    wayOut: 'Give a whole number from 1 to 9999.',
  });
}
