import { describe, expect, it } from 'vitest';
import { createLinkOver, type ConnectionStatus } from '../../../renderer/src/link/link.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { createMemoryTransportPair } from '../../../shared/protocol/memoryTransport.ts';
import type { Transport } from '../../../shared/protocol/transport.ts';

/** A host that greets whoever says hello, and timers that a test lets run out. */
function createScene(open?: () => Promise<Transport>) {
  const hosts: Transport[] = [];
  const waits: { delayMs: number; act: () => void }[] = [];
  const statuses: ConnectionStatus[] = [];
  const link = createLinkOver({
    openLine:
      open ??
      (async () => {
        const pair = createMemoryTransportPair();
        pair.host.onFrame(() =>
          pair.host.send({
            type: 'welcome',
            protocol: 1,
            epoch: 'e',
            capabilities: ['workspace'],
            appVersion: '1',
          }),
        );
        hosts.push(pair.host);
        return pair.client;
      }),
    now: () => new Date('2026-11-21T08:00:00.000Z'),
    after(delayMs, act) {
      waits.push({ delayMs, act });
      return () => waits.splice(0);
    },
  });
  link.onStatus((status) => statuses.push(status));
  return { link, hosts, waits, statuses };
}

describe('the link', () => {
  it('is connected once the host has greeted, and connects anew when the line is lost', async () => {
    const { link, hosts, waits, statuses } = createScene();
    await expect.poll(() => link.status().kind).toBe('connected');
    hosts[0]?.close('the app was restarted');
    await expect.poll(() => link.status()).toMatchObject({ kind: 'lost', reason: 'the app was restarted' });
    waits[0]?.act();
    await expect.poll(() => link.status().kind).toBe('connected');
    expect(statuses.map(({ kind }) => kind)).toEqual(['connected', 'lost', 'connected']);
  });

  it('waits longer after each failure, and says why and the way out', async () => {
    const { link, waits } = createScene(() =>
      Promise.reject(new Fault('DISCONNECTED', 'No link.', { wayOut: 'Open the link.' })),
    );
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await expect.poll(() => waits.length).toBe(attempt);
      expect(link.status()).toMatchObject({ kind: 'lost', reason: 'No link.', wayOut: 'Open the link.' });
      waits.at(-1)?.act();
    }
    expect(waits.slice(0, 6).map(({ delayMs }) => delayMs)).toEqual([250, 500, 1_000, 2_000, 5_000, 5_000]);
  });
});
