import { z } from 'zod';
import { Fault } from '../../shared/protocol/fault.ts';

const text = z.string().max(600);
const host = z.string().max(300);
const count = z.number().int().min(0);

const counts = z.strictObject({
  ok: count,
  changed: count,
  failures: count,
  unreachable: count,
  skipped: count,
  rescued: count,
  ignored: count,
});

/** What `plugins/signalbox_events.py` writes, line by line. */
export const ansibleEvent = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('begun'), version: text }),
  z.strictObject({ event: z.literal('play'), name: text }),
  z.strictObject({ event: z.literal('task'), name: text }),
  z.strictObject({ event: z.literal('start'), host, task: text }),
  z.strictObject({ event: z.literal('ok'), host, task: text }),
  z.strictObject({ event: z.literal('changed'), host, task: text }),
  z.strictObject({ event: z.literal('skipped'), host, task: text }),
  z.strictObject({ event: z.literal('failed'), host, task: text, ignored: z.boolean(), why: text }),
  z.strictObject({ event: z.literal('unreachable'), host, task: text, why: text }),
  /** The play has ended for every host, because of those that failed. */
  z.strictObject({ event: z.literal('cutShort') }),
  z.strictObject({ event: z.literal('noHosts') }),
  z.strictObject({ event: z.literal('recap'), hosts: z.record(host, counts) }),
]);
export type AnsibleEvent = z.infer<typeof ansibleEvent>;
export type HostCounts = z.infer<typeof counts>;

/** @throws Fault STEP_FAILED for whatever is not exactly one event. */
export function parseAnsibleEvent(line: string): AnsibleEvent {
  try {
    return ansibleEvent.parse(JSON.parse(line));
  } catch (error) {
    throw new Fault(
      'STEP_FAILED',
      `ansible-playbook told of its progress in words that nobody knows: ${JSON.stringify(line.slice(0, 200))}`,
      { cause: error },
    );
  }
}
