import { Fault } from '../../shared/protocol/fault.ts';

/** The process that answered. A reload starts another one, which remembers nothing (trap 3). */
export interface ProcessInfo {
  readonly pid: number;
  readonly uptimeSeconds: number;
  readonly version: string;
  /** It was replaced, or is about to end: what it says holds for its last requests only. */
  readonly stopping: boolean;
}

/** `show info`: "Key: value" lines. Faults: BALANCER_UNPARSEABLE, naming the missing key. */
export function parseInfo(text: string): ProcessInfo {
  const values = new Map(
    text.split('\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const];
    }),
  );
  return {
    pid: whole(values, 'Pid'),
    uptimeSeconds: whole(values, 'Uptime_sec'),
    version: present(values, 'Version'),
    stopping: whole(values, 'Stopping') !== 0,
  };
}

function whole(values: ReadonlyMap<string, string>, key: string): number {
  const text = present(values, key);
  if (!/^\d{1,15}$/.test(text))
    throw new Fault('BALANCER_UNPARSEABLE', `"show info" says ${key}: ${text}, not a whole number`);
  return Number(text);
}

function present(values: ReadonlyMap<string, string>, key: string): string {
  const text = values.get(key);
  if (text === undefined || text === '') throw new Fault('BALANCER_UNPARSEABLE', `"show info" has no ${key}`);
  return text;
}
