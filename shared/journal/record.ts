import type { z } from 'zod';
import { Fault } from '../protocol/fault.ts';
import { envelope, type Envelope } from './envelope.ts';
import { isValueOf } from '../protocol/parseValue.ts';
import { journalEvent, type JournalEvent } from './events.ts';

/** A row of the journal with its body parsed. */
export interface JournalRecord {
  readonly seq: number;
  readonly bodySha256: string;
  readonly chainSha256: string;
  readonly envelope: Envelope;
  readonly event: JournalEvent;
}

const body = envelope.extend({ event: journalEvent });

/** One line of JSON; stored and hashed as these very bytes. */
export function toBody(of: { readonly envelope: Envelope; readonly event: JournalEvent }): string {
  return JSON.stringify({ ...of.envelope, event: of.event });
}

/** @throws Fault JOURNAL_DAMAGED that names the record, when the body is not one this app can have written. */
export function parseRecord(row: {
  readonly seq: number;
  readonly body: string;
  readonly bodySha256: string;
  readonly chainSha256: string;
}): JournalRecord {
  const value = parseJson(row.body);
  if (isValueOf(body, value)) return toRecord(row, value);
  const parsed = body.safeParse(value);
  if (!parsed.success) {
    throw new Fault('JOURNAL_DAMAGED', `Record ${row.seq} of the journal cannot be read.`, {
      details: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
      wayOut: 'Run "signalbox verify"; if a newer version of Signalbox wrote it, open it with that version.',
    });
  }
  return toRecord(row, parsed.data);
}

function toRecord(
  row: { readonly seq: number; readonly bodySha256: string; readonly chainSha256: string },
  { event, ...rest }: z.infer<typeof body>,
): JournalRecord {
  return { seq: row.seq, bodySha256: row.bodySha256, chainSha256: row.chainSha256, envelope: rest, event };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // reported by the schema, which names the record
  }
}
