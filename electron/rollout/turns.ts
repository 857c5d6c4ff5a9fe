/** Lets one piece of work at a time through, in the order of asking; a failure does not hold up the next. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined); // the caller gets the failure; here it only ends the turn
    return turn;
  };
}
