import type { DemoFleet } from './demoFleet.ts';

const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
type EndingSignal = keyof typeof signalNumbers;

/**
 * Takes the fleet down when the process is asked to end, then ends it with the usual code of that signal. A second
 * signal does not wait any longer: what is left ends itself.
 *
 * @param exit called last; a host with work of its own to finish passes its own.
 * @returns takes the hooks away again.
 */
export function disposeOnSignals(
  fleet: Pick<DemoFleet, 'dispose'>,
  exit: (code: number) => void = (code) => process.exit(code),
): () => void {
  let isEnding = false;
  const handlers = Object.entries(signalNumbers).map(([name, number]) => {
    const handler = (): void => {
      const leave = (): void => exit(128 + number);
      if (isEnding) return leave();
      isEnding = true;
      return void fleet.dispose().then(leave, leave);
    };
    process.on(name as EndingSignal, handler);
    return { name, handler };
  });
  return () => {
    for (const { name, handler } of handlers) process.off(name, handler);
  };
}
