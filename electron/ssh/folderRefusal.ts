import { Fault } from '../../shared/protocol/fault.ts';

/** Why a host could not use a folder of ours, with what its programs said. `what` is the folder, as people read it. */
export function toFolderRefusal(host: string, what: string, why: string, said: string): Fault {
  const details = said.trim().slice(-500);
  if (/No space left on device|Disk quota exceeded/i.test(details)) {
    return new Fault('DISK_FULL', `${host}: no space left for ${what}; nothing was started`, {
      wayOut: `Make room on the file system of ${what} on ${host}.`,
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
        { wayOut: 'Signalbox works on Linux hosts with /proc mounted.' },
      );
    default:
      return new Fault('STEP_FAILED', `${host}: ${what} cannot be used: ${lastLine(details)}`, {
        wayOut: `See that the user who logs in may write there, and that "mv -T" works on ${host}.`,
        ...toDetails(details),
      });
  }
}

function lastLine(text: string): string {
  return text.split('\n').at(-1)?.slice(0, 200) || 'it did not say why';
}

function toDetails(text: string): { details?: readonly string[] } {
  return text === '' ? {} : { details: text.split('\n') };
}
