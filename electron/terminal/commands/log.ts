import type { Command } from 'commander';
import { z } from 'zod';
import { journalEvent, type JournalEventKind } from '../../../shared/journal/events.ts';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import { parseDuration } from '../../../shared/model/duration.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { describeRecord, toneOf } from '../../../shared/view/describeRecord.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { readLog, isWanted, type LogFilter } from '../log/readLog.ts';
import { stepOutputText, readStepOutput } from '../log/stepOutput.ts';
import { paintTone } from '../print/paintTone.ts';
import { untilDone } from '../untilDone.ts';
import { withExample } from './names.ts';

const kinds: readonly JournalEventKind[] = journalEvent.options.map((option) => option.shape.kind.value);

const options = z.object({
  follow: z.boolean().default(false),
  since: z.string().optional(),
  kind: z.array(z.string()).optional(),
  host: z.array(z.string()).optional(),
  limit: z.string().default('100'),
  step: z.string().optional(),
});
type LogOptions = z.infer<typeof options>;

export function addLog(program: Command, run: Run): Command {
  const command: Command = program
    .command('log')
    .description('What was asked, decided and done: the records of the journal, oldest first.')
    .argument('[step]', 'with --step: which one, as HOST/STEP, such as web-1/start')
    .option('-f, --follow', 'go on with new records, whoever writes them, until Ctrl-C')
    .option('--since <when>', 'an instant such as 2026-11-21T08:00:00Z, or how long ago, such as 30m')
    .option('--kind <kind...>', `only events of these kinds: ${kinds.join(', ')}`)
    .option('--host <host...>', 'only what is about these hosts')
    .option('--limit <count>', 'at most so many, the newest', '100')
    .option('--step <rollout>', 'the literal command and the output of one step of this rollout')
    .action((step: string | undefined) => {
      const parsed = options.parse(command.opts());
      return run(command, (context) => log(context, parsed, step));
    });
  return withExample(
    command,
    'signalbox log --since 1h --kind debtOpened debtCleared',
    'signalbox log --step 3f2a web-1/start',
  );
}

function log(context: Context, given: LogOptions, step: string | undefined): Promise<ExitCode> {
  const filter = toFilter(given, context.terminal.now());
  return context.withSession({ readOnly: true }, async ({ client }) => {
    if (given.step !== undefined) {
      const found = await readStepOutput(client, given.step, step);
      if (context.json) printJson(context, { type: 'step', ...found });
      else print(context, stepOutputText(found, context.colors));
      return exitCodes.ok;
    }
    if (step !== undefined) throw new Fault('INVALID_INPUT', `${step} is named without --step ROLLOUT.`);
    const { records, headSeq } = await readLog(client, filter);
    for (const record of records) printRecord(context, record);
    if (!given.follow) return exitCodes.ok;

    let lastSeq = headSeq;
    const tellNew = (fresh: readonly JournalRecord[]): void => {
      for (const record of fresh) {
        if (record.seq > lastSeq && isWanted(record, filter)) printRecord(context, record);
        lastSeq = Math.max(lastSeq, record.seq);
      }
    };
    await untilDone(context, ({ fail }) =>
      client.subscribe(
        'state',
        {},
        {
          // What came between the reading and the following.
          onSnapshot: (state) => {
            if (state.seq <= lastSeq) return;
            client
              .call('journal.records', { afterSeq: lastSeq, limit: 10_000 })
              .then((missed) => tellNew(missed.records), fail);
          },
          onEvents: tellNew,
          onFault: fail,
        },
      ),
    );
    return exitCodes.ok;
  });
}

function printRecord(context: Context, record: JournalRecord): void {
  if (context.json) return printJson(context, { type: 'record', ...record });
  const { colors } = context;
  const number = String(record.seq).padStart(5);
  const text = paintTone(colors, toneOf(record.event), describeRecord(record));
  print(context, `${colors.dim(`${record.envelope.at} ${number}`)}  ${text}`);
}

function toFilter(given: LogOptions, now: Date): LogFilter {
  const unknown = (given.kind ?? []).filter((kind) => !kinds.some((known) => known === kind));
  if (unknown.length > 0) {
    throw new Fault('INVALID_INPUT', `There is no kind of event called ${unknown.join(', ')}.`, {
      wayOut: `The kinds are: ${kinds.join(', ')}.`,
    });
  }
  return {
    limit: parseLimit(given.limit),
    ...(given.since === undefined ? {} : { since: parseSince(given.since, now) }),
    ...(given.kind === undefined ? {} : { kinds: new Set(given.kind) }),
    ...(given.host === undefined ? {} : { hosts: new Set(given.host) }),
  };
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Fault('INVALID_INPUT', `--limit ${text} is not a number of records.`, {
    wayOut: 'Give a whole number from 1 on.',
  });
}

/** An instant, or how long ago. */
function parseSince(text: string, now: Date): Date {
  const agoMs = parseDuration(text);
  const instant = new Date(Number.isNaN(agoMs) ? Date.parse(text) : now.getTime() - agoMs);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new Fault('INVALID_INPUT', `--since ${text} is neither an instant nor a duration.`, {
    wayOut: 'Write 2026-11-21T08:00:00Z, or 30s, 10m, 2h.',
  });
}
