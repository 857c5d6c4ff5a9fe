import { visibleText } from '../../shared/view/visibleText.ts';
import type { AnsibleEvent } from './ansibleEvent.ts';

/** One event as a line of one host's output, or nothing. Tasks and hosts name themselves: whatever they say stays on its line. */
export function describeEvent(
  it: AnsibleEvent,
): { readonly host: string; readonly line: string } | undefined {
  switch (it.event) {
    case 'start':
      return { host: it.host, line: `… ${shown(it.task)}` };
    case 'ok':
    case 'changed':
    case 'skipped':
      return { host: it.host, line: `${it.event}: ${shown(it.task)}` };
    case 'failed':
      return {
        host: it.host,
        line: `failed${it.ignored ? ', and ignored' : ''}: ${shown(it.task)}: ${shown(it.why)}`,
      };
    case 'unreachable':
      return { host: it.host, line: `unreachable: ${shown(it.task)}: ${shown(it.why)}` };
    case 'begun':
    case 'play':
    case 'task':
    case 'cutShort':
    case 'noHosts':
    case 'recap':
      return undefined;
  }
}

export function shown(text: string): string {
  return visibleText(text.trim().replaceAll(/\s*\n\s*/g, ' / '));
}
