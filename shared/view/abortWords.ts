import type { AbortKind } from '../model/rollout.ts';

/** What is offered, the gentlest first; a rollback is not taken back itself. */
export function abortsOffered(isRollback: boolean): readonly AbortKind[] {
  return isRollback ? ['finish', 'holdOut'] : ['finish', 'holdOut', 'rollBackInFlight', 'rollBackAll'];
}

/** The four ways to stop a rollout before its end, as a button says them. */
export function abortText(how: AbortKind): string {
  switch (how) {
    case 'finish':
      return 'Finish the hosts in flight, then stop';
    case 'holdOut':
      return 'Stop now, hold hosts in flight out';
    case 'rollBackInFlight':
      return 'Stop now, roll back hosts in flight';
    case 'rollBackAll':
      return 'Roll all back';
  }
}

/** What becomes of the hosts by it. */
export function abortMeaning(how: AbortKind): string {
  switch (how) {
    case 'finish':
      return 'What has begun is brought to its end; no further host is touched.';
    case 'holdOut':
      return 'What runs on them is cancelled, and they stay out of their pool: debts, until somebody brings them back.';
    case 'rollBackInFlight':
      return 'What runs on them is cancelled, they are held out, and a rollback of these hosts begins.';
    case 'rollBackAll':
      return 'What runs is cancelled, hosts in flight are held out, and a rollback of all hosts to the release before begins.';
  }
}
