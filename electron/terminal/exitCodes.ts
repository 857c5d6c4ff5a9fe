/** What the shell is told. */
export const exitCodes = {
  ok: 0,
  /** A rollout failed or was stopped, something needs attention, a journal is not intact. */
  notOk: 1,
  /** Bad input or a refusal: nothing was touched. */
  refused: 2,
  /** Left by Ctrl-C or a signal. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
