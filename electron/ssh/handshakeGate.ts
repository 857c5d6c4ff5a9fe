import { Fault } from '../../shared/protocol/fault.ts';

/**
 * Lets a bounded number of logins run at once for each gateway. `MaxStartups 10:30:100` counts per sshd, so
 * of 50 parallel logins through one jump host a third would be thrown out.
 */
export interface HandshakeGate {
  /** Runs `work` when there is room for it at this gateway. */
  pass<T>(gateway: string, work: () => Promise<T>): Promise<T>;
  /** Turns away everyone who waits. */
  close(): void;
}

interface Gateway {
  running: number;
  readonly waiting: { enter(): void; turnAway(fault: Fault): void }[];
}

export function createHandshakeGate(maxAtOnce: number): HandshakeGate {
  const gateways = new Map<string, Gateway>();
  let isClosed = false;

  async function enter(gateway: Gateway): Promise<void> {
    if (isClosed) throw toClosed();
    if (gateway.running < maxAtOnce) {
      gateway.running += 1;
      return;
    }
    // Whoever leaves hands over the place without giving it back, so `running` stays as it is.
    await new Promise<void>((resolve, reject) => {
      gateway.waiting.push({ enter: resolve, turnAway: reject });
    });
  }

  function leave(name: string, gateway: Gateway): void {
    const next = gateway.waiting.shift();
    if (next) return next.enter();
    gateway.running -= 1;
    if (gateway.running === 0) gateways.delete(name);
  }

  return {
    async pass(name, work) {
      const gateway = gateways.get(name) ?? { running: 0, waiting: [] };
      gateways.set(name, gateway);
      await enter(gateway);
      try {
        return await work();
      } finally {
        leave(name, gateway);
      }
    },
    close() {
      isClosed = true;
      for (const gateway of gateways.values()) {
        for (const waiter of gateway.waiting.splice(0)) waiter.turnAway(toClosed());
      }
    },
  };
}

function toClosed(): Fault {
  return new Fault('CANCELLED', 'the connections are being closed');
}
