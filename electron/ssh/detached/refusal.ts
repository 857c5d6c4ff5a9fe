import { Fault } from '../../../shared/protocol/fault.ts';
import type { HostFolder } from '../hostFolder.ts';

/** Why a host could not begin a step, with what its programs said. */
export function toRefusal(host: string, folder: HostFolder, why: string, said: string): Fault {
  const details = said.trim().slice(-500);
  if (/No space left on device|Disk quota exceeded/i.test(details)) {
    return new Fault('DISK_FULL', `${host}: no space left for ${folder.text}/steps; nothing was started`, {
      wayOut: `Make room on the file system of ${folder.text} on ${host}.`,
      ...toDetails(details),
    });
  }
  switch (why) {
    case 'noSetsid':
      return new Fault('STEP_FAILED', `${host} has no setsid: nothing was started`, {
        wayOut: 'Install util-linux or BusyBox there: without it a step would die with its connection.',
      });
    case 'noProc':
      return new Fault(
        'STEP_FAILED',
        `${host} has no /proc that says when a process began: nothing was started`,
        {
          wayOut: 'Signalbox works on Linux hosts with /proc mounted.',
        },
      );
    default:
      return new Fault('STEP_FAILED', `${host}: ${folder.text}/steps cannot be used: ${lastLine(details)}`, {
        wayOut: `See that the user who logs in may write in ${folder.text} on ${host}, and that "mv -T" works there.`,
        ...toDetails(details),
      });
  }
}

function lastLine(text: string): string {
  return text.split('\n').at(-1)?.slice(0, 200) || 'the step did not begin';
}

function toDetails(text: string): { details?: readonly string[] } {
  return text === '' ? {} : { details: text.split('\n') };
}
