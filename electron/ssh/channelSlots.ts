import type { Fault } from '../../shared/protocol/fault.ts';
import { whenAborted } from './whenAborted.ts';

/**
 * `MaxSessions 10` lets the eleventh session channel of a connection fail, so channels are counted and queue.
 * `warm`: the long-lived shell, which always has its place. `command`: commands and SFTP. `urgent`: what kills
 * a command that ran out of time; it is never queued and lives in the room left below `MaxSessions`.
 */
export type Lane = 'warm' | 'command' | 'urgent';

export interface ChannelSlots {
  /** Resolves with the function that gives the place back. */
  acquire(lane: Lane, options: { readonly signal?: AbortSignal }): Promise<() => void>;
  /**
   * The host refused a channel although we thought there was room: it allows fewer than we assumed. Returns
   * whether waiting makes sense, which it does while another command's channel will be given back.
   */
  learnRefusal(): boolean;
  /** Turns away everyone who waits, and whoever comes. */
  close(fault: Fault): void;
}

interface Waiter {
  readonly lane: Lane;
  enter(): void;
  turnAway(fault: Fault): void;
}

export function createChannelSlots(maxChannels: number): ChannelSlots {
  const used = { warm: 0, command: 0, urgent: 0 };
  const waiting: Waiter[] = [];
  let limit = maxChannels;
  let closed: Fault | undefined;

  function hasRoom(lane: Lane): boolean {
    switch (lane) {
      case 'urgent':
        return true;
      case 'warm':
        return used.warm + used.command < limit;
      case 'command':
        return used.command < Math.max(1, limit - 1);
    }
  }

  function admitWaiting(): void {
    for (let index = 0; index < waiting.length;) {
      const waiter = waiting[index]!;
      if (!hasRoom(waiter.lane)) {
        index += 1;
        continue;
      }
      waiting.splice(index, 1);
      used[waiter.lane] += 1;
      waiter.enter();
    }
  }

  function toRelease(lane: Lane): () => void {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      used[lane] -= 1;
      admitWaiting();
    };
  }

  async function waitForRoom(lane: Lane, signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const stopWatching = whenAborted(signal, (fault) => {
        waiting.splice(waiting.indexOf(waiter), 1);
        reject(fault);
      });
      const settle = (action: () => void) => {
        stopWatching();
        action();
      };
      const waiter: Waiter = {
        lane,
        enter: () => settle(resolve),
        turnAway: (fault) => settle(() => reject(fault)),
      };
      waiting.push(waiter);
    });
  }

  return {
    async acquire(lane, { signal }) {
      if (closed) throw closed;
      const isFirst = !waiting.some((waiter) => waiter.lane === lane);
      if (isFirst && hasRoom(lane)) used[lane] += 1;
      else await waitForRoom(lane, signal);
      return toRelease(lane);
    },
    learnRefusal() {
      const othersInUse = used.command - 1;
      limit = Math.max(1, used.warm + used.command - 1);
      return othersInUse > 0;
    },
    close(fault) {
      closed = fault;
      for (const waiter of waiting.splice(0)) waiter.turnAway(fault);
    },
  };
}
