import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../../../shared/protocol/client.ts';
import { startCommand, type RealFleet } from '../../fixtures/realFleet.ts';
import { until } from '../../fixtures/until.ts';

/** A service whose start waits, on each host, until the test lets it go on; and that counts how often it ran. */
export interface SlowStart {
  letGo(host: string): void;
  /** How often the start command has begun on the host. */
  begun(host: string): number;
  untilBegun(host: string): Promise<void>;
}

export async function slowStart(fleet: RealFleet): Promise<SlowStart> {
  const waiting = 'while [ -d "$ROOT" ] && [ ! -e "$ROOT/go" ]; do sleep 0.1; done';
  const command = `echo begun >>"$ROOT/starts"\n${waiting}\n${startCommand}`;
  await fleet.set(['services', 'shop', 'commands', 'start'], command);
  const fileOn = (name: string, file: string): string => {
    const host = fleet.hosts.find((candidate) => candidate.name === name);
    return join(host?.folder ?? '', file);
  };
  const begun = (host: string): number => {
    const file = fileOn(host, 'starts');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
  };
  return {
    letGo: (host) => writeFileSync(fileOn(host, 'go'), ''),
    begun,
    untilBegun: (host) => until(`start has begun on ${host}`, () => begun(host) > 0).then(() => undefined),
  };
}

/** Resolves with the first record that fits, whoever wrote it. */
export async function untilRecorded(
  client: Client,
  what: string,
  fits: (record: Awaited<ReturnType<typeof readRecords>>[number]) => boolean,
): Promise<void> {
  await until(what, async () => (await readRecords(client)).some(fits));
}

export async function readRecords(client: Client) {
  return (await client.call('journal.records', { afterSeq: 0, limit: 10_000 })).records;
}
