import { STATUS_CODE, type SFTPWrapper } from './ssh2.ts';

/** Answers a session's requests one after another, in the order in which they came. */
export interface FileAnswers {
  /** @param act sends its own answer; an error becomes a status. */
  answer(id: number, act: () => Promise<unknown>): void;
  /** Says OK when `act` has come to its end. */
  acknowledge(id: number, act: () => Promise<unknown>): void;
}

/**
 * The order matters as it does in OpenSSH's sftp-server: clients have dozens of writes under way, and when they break
 * off, what has arrived must be a beginning without holes, or no upload could be resumed.
 */
export function createFileAnswers(sftp: SFTPWrapper): FileAnswers {
  let last: Promise<unknown> = Promise.resolve();
  const answer = (id: number, act: () => Promise<unknown>): void => {
    last = last.then(act).catch((error: unknown) => sftp.status(id, statusOf(error), messageOf(error)));
  };
  return {
    answer,
    acknowledge: (id, act) =>
      answer(id, async () => {
        await act();
        sftp.status(id, STATUS_CODE.OK);
      }),
  };
}

function statusOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return STATUS_CODE.NO_SUCH_FILE;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return STATUS_CODE.PERMISSION_DENIED;
    default:
      return STATUS_CODE.FAILURE;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
