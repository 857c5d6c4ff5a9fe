import type { Command } from 'commander';
import { z } from 'zod';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import { describeRecord, toneOf } from '../../../shared/view/describeRecord.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, tell, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { parseMoment } from '../parsePeriod.ts';
import { paintTone } from '../print/paintTone.ts';
import { withExample } from './names.ts';

const options = z.object({
  since: z.string().optional(),
  until: z.string().optional(),
  service: z.string().optional(),
  environment: z.string().optional(),
  person: z.string().optional(),
  kind: z.array(z.string()).optional(),
  promotion: z.string().optional(),
  text: z.string().optional(),
});
type AuditOptions = z.infer<typeof options>;

export function addAudit(program: Command, run: Run): Command {
  const command: Command = program
    .command('audit')
    .description(
      'Search the journal: who did what, when, to what; oldest first, and as JSON Lines with --json.',
    )
    .option('--since <when>', 'from this moment on: a date, an instant, or how long ago')
    .option('--until <when>', 'before this moment')
    .option('--service <service>', 'only records of its rollouts and promotions')
    .option('--environment <environment>', 'only records of its rollouts and promotions')
    .option('--person <name>', 'only what this person did, or what is about them')
    .option('--kind <kind...>', 'only events of these kinds')
    .option('--promotion <id>', 'only one promotion and its rollouts')
    .option('--text <words>', 'only records that hold these words, in any case')
    .action(() => {
      const parsed = options.parse(command.opts());
      return run(command, (context) => audit(context, parsed));
    });
  return withExample(
    command,
    'signalbox audit --since 2026-01-01 --environment production --json',
    'signalbox audit --since 24h --kind approvalRefused signoffRefused',
  );
}

const pageSize = 1_000;

function audit(context: Context, given: AuditOptions): Promise<ExitCode> {
  const now = context.terminal.now();
  const fromAt = given.since === undefined ? undefined : parseMoment('--since', given.since, now);
  const toAt = given.until === undefined ? undefined : parseMoment('--until', given.until, now);
  const isWanted = createFilter(given);
  return context.withSession({ readOnly: true }, async ({ client }) => {
    let count = 0;
    for await (const record of readAll(client)) {
      const { at } = record.envelope;
      // Asked of every record, so that what it is about is known before the period begins.
      const fits = isWanted(record);
      if (!fits || (fromAt !== undefined && at < fromAt) || (toAt !== undefined && at >= toAt)) continue;
      printRecord(context, record);
      count += 1;
    }
    if (!context.json) tell(context, `${count} ${count === 1 ? 'record' : 'records'}`);
    return exitCodes.ok;
  });
}

async function* readAll(client: Client): AsyncGenerator<JournalRecord> {
  for (let afterSeq = 0; ;) {
    const { records } = await client.call('journal.records', { afterSeq, limit: pageSize });
    yield* records;
    const last = records.at(-1);
    if (!last || records.length < pageSize) return;
    afterSeq = last.seq;
  }
}

/** Remembers what rollouts and promotions are about: their later records name only their ids. */
function createFilter(given: AuditOptions): (record: JournalRecord) => boolean {
  const about = new Map<string, { service: string; environment: string; promotion: string | undefined }>();
  const kinds = given.kind && new Set(given.kind);
  const words = given.text?.toLowerCase();
  return (record) => {
    const { event, envelope } = record;
    if (event.kind === 'promotionRequested') {
      about.set(event.promotionId, { ...event, promotion: event.promotionId });
    }
    if (event.kind === 'rolloutRequested')
      about.set(event.rolloutId, { ...event, promotion: event.promotionId });
    const rolloutId = 'rolloutId' in event ? event.rolloutId : undefined;
    const promotionId = 'promotionId' in event ? event.promotionId : undefined;
    const subject = about.get(rolloutId ?? promotionId ?? '') ?? about.get(promotionId ?? '');
    const service = 'service' in event ? event.service : subject?.service;
    const environment = 'environment' in event ? event.environment : subject?.environment;
    const promotion = promotionId ?? subject?.promotion;
    const people = [
      envelope.actor.name,
      ...('person' in event ? [event.person] : []),
      ...('requester' in event ? [event.requester] : []),
    ];
    if (kinds && !kinds.has(event.kind)) return false;
    if (given.service !== undefined && service !== given.service) return false;
    if (given.environment !== undefined && environment !== given.environment) return false;
    if (given.promotion !== undefined && promotion !== given.promotion) return false;
    if (given.person !== undefined && !people.includes(given.person)) return false;
    if (words === undefined) return true;
    return `${describeRecord(record)} ${JSON.stringify(event)}`.toLowerCase().includes(words);
  };
}

function printRecord(context: Context, record: JournalRecord): void {
  if (context.json) return printJson(context, { type: 'record', ...record });
  const { colors } = context;
  const text = paintTone(colors, toneOf(record.event), describeRecord(record));
  print(context, `${colors.dim(`${record.envelope.at} ${String(record.seq).padStart(6)}`)}  ${text}`);
}
