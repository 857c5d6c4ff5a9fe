import type { JournalEvent } from '../../shared/journal/events.ts';

/** The service on each host: what stops and starts it, and whether that was done once too often. */
export function createServices(onWrong: (wrong: string) => void): {
  ran(host: string, kind: string, isGood: boolean): void;
  isRunning(host: string): boolean;
  note(event: JournalEvent): void;
} {
  type Service = 'running' | 'stopped' | 'unknown';
  const services = new Map<string, Service>();
  /** Done by the rollout or the interrupted ones before it, and nothing has gone wrong since. */
  const done = new Set<string>();
  const forget = (host: string): void => {
    for (const kind of ['stop', 'start', 'warm']) done.delete(`${host} ${kind}`);
  };
  return {
    isRunning: (host) => (services.get(host) ?? 'running') === 'running',
    ran: (host, kind, isGood) => {
      if (kind !== 'stop' && kind !== 'start' && kind !== 'warm') return;
      if (done.has(`${host} ${kind}`)) onWrong(`${host} ${kind} was done twice`);
      if (kind === 'start' && services.get(host) === 'running') onWrong(`${host} was started while it ran`);
      if (isGood) done.add(`${host} ${kind}`);
      else forget(host);
      if (kind === 'warm') return;
      const well = kind === 'stop' ? 'stopped' : 'running';
      services.set(host, isGood ? well : 'unknown');
    },
    /** Whoever begins a host anew after it was finished, one way or another, begins at the beginning. */
    note: (event) => {
      if (
        event.kind === 'hostFinished' ||
        event.kind === 'hostRetryRequested' ||
        event.kind === 'hostSkipped'
      )
        forget(event.host);
      if (event.kind === 'rolloutFinished') done.clear();
    },
  };
}
