/** One host that has come to where all of its batch are worked on at once. */
export interface Arrived {
  readonly host: string;
  onLine(line: string): void;
}

export interface Gathering<T> {
  /** It is on its way: the others wait for it. */
  enter(host: string): void;
  /** It is there. Resolves when the work that was done for all who came is over. */
  arrive(it: Arrived): Promise<T>;
  /** It will not come, or has been. */
  leave(host: string): void;
}

/**
 * Lets hosts wait for each other, and does the work once for those that came: who failed on the way is no longer waited for.
 * One work at a time; who comes later gets one of its own.
 */
export function createGathering<T>(
  work: (hosts: readonly Arrived[]) => Promise<ReadonlyMap<string, T>>,
): Gathering<T> {
  const onTheirWay = new Set<string>();
  /** In the order in which they set out, which is the plan's; they come in any order. */
  const setOut: string[] = [];
  let waiting: { readonly it: Arrived; readonly done: PromiseWithResolvers<T> }[] = [];
  let last: Promise<unknown> = Promise.resolve();

  function beginWhenComplete(): void {
    if (onTheirWay.size > 0 || waiting.length === 0) return;
    const placeOf = (host: string): number => setOut.lastIndexOf(host);
    const group = waiting.toSorted((a, b) => placeOf(a.it.host) - placeOf(b.it.host));
    waiting = [];
    last = last.then(async () => {
      try {
        const ends = await work(group.map(({ it }) => it));
        for (const { it, done } of group) {
          const end = ends.get(it.host);
          if (end === undefined) done.reject(new Error(`nothing is known of ${it.host}`));
          else done.resolve(end);
        }
      } catch (error) {
        for (const { done } of group) done.reject(error);
      }
    });
  }

  return {
    enter: (host) => {
      onTheirWay.add(host);
      setOut.push(host);
    },
    arrive: (it) => {
      const done = Promise.withResolvers<T>();
      waiting.push({ it, done });
      onTheirWay.delete(it.host);
      beginWhenComplete();
      return done.promise;
    },
    leave: (host) => {
      if (onTheirWay.delete(host)) beginWhenComplete();
    },
  };
}
