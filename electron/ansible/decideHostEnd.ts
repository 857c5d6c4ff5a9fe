import type { Trouble } from '../../shared/model/trouble.ts';
import type { AnsibleEvent, HostCounts } from './ansibleEvent.ts';
import { shown } from './describeEvent.ts';

/** How the process ended. */
export type RunExit =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'cancelled' };

export type HostEnd =
  | { readonly kind: 'done'; readonly changed: number; readonly detail: string }
  | { readonly kind: 'failed'; readonly trouble: Trouble; readonly message: string };

/** 0: all well · 2: hosts failed · 4: hosts were unreachable · 6: both; all else is about the run itself. */
const codesAboutHosts = [0, 2, 4, 6];

/**
 * What became of one host, by what was said of it, and not by the exit code alone: that is 0 for a host that no play
 * was for, and 2 for a host that did well beside one that failed. A host without a last word has failed. Pure.
 */
export function decideHostEnd(
  host: string,
  events: readonly AnsibleEvent[],
  exit: RunExit,
  lastWords = '',
): HostEnd {
  const why = lastFailure(host, events);
  if (why) return why;
  switch (exit.kind) {
    case 'timedOut':
      return failed('timedOut', 'ansible-playbook took longer than its time limit and was killed');
    case 'cancelled':
      return failed('cancelled', 'ansible-playbook was cancelled and killed');
    case 'signalled':
      return failed('stepFailed', `ansible-playbook was ended by ${exit.signal}`);
    case 'exited':
      break;
  }
  const counts = events.findLast((it) => it.event === 'recap')?.hosts[host];
  if (!codesAboutHosts.includes(exit.exitCode) || !events.some((it) => it.event === 'recap')) {
    const said = shown(lastWords.trim().slice(-400));
    return failed(
      'stepFailed',
      `ansible-playbook ended with ${exit.exitCode}${said === '' ? '' : `: ${said}`}`,
    );
  }
  if (!counts || sum(counts) === 0) return failed('stepFailed', 'the playbook did not come to this host');
  if (counts.failures > 0) return failed('stepFailed', 'a task failed');
  if (counts.unreachable > 0) return failed('unreachable', 'it could not be reached');
  if (events.some((it) => it.event === 'cutShort')) {
    return failed(
      'stepFailed',
      'the playbook was ended for all hosts because others failed (max_fail_percentage, any_errors_fatal)',
    );
  }
  return { kind: 'done', changed: counts.changed, detail: describe(counts) };
}

function lastFailure(host: string, events: readonly AnsibleEvent[]): HostEnd | undefined {
  const counts = events.findLast((it) => it.event === 'recap')?.hosts[host];
  // What was rescued, or ignored, is no failure in the end: the recap counts it apart.
  if (counts && counts.failures === 0 && counts.unreachable === 0) return undefined;
  const last = events.findLast(
    (it) => (it.event === 'unreachable' || (it.event === 'failed' && !it.ignored)) && it.host === host,
  );
  if (last?.event === 'failed')
    return failed('stepFailed', [last.task, last.why].map(shown).filter(Boolean).join(': '));
  if (last?.event === 'unreachable') {
    return failed(troubleIn(last.why), `unreachable at ${shown(last.task)}: ${shown(last.why)}`);
  }
  return undefined;
}

/** Ansible calls all of it unreachable; OpenSSH's own sentences tell it apart. */
export function troubleIn(words: string): Trouble {
  if (/host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i.test(words))
    return 'hostKeyRefused';
  if (/permission denied|too many authentication failures/i.test(words)) return 'authenticationFailed';
  return 'unreachable';
}

function sum(it: HostCounts): number {
  return it.ok + it.failures + it.unreachable + it.skipped + it.rescued + it.ignored;
}

function describe(it: HostCounts): string {
  const parts = [
    it.changed === 0 ? 'nothing changed' : `${it.changed} changed`,
    `${it.ok} ok`,
    ...(it.skipped > 0 ? [`${it.skipped} skipped`] : []),
    ...(it.rescued > 0 ? [`${it.rescued} rescued`] : []),
    ...(it.ignored > 0 ? [`${it.ignored} ignored`] : []),
  ];
  return parts.join(', ');
}

function failed(trouble: Trouble, message: string): HostEnd {
  return { kind: 'failed', trouble, message };
}
