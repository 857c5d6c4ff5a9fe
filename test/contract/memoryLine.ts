import { createMemoryTransportPair } from '../../shared/protocol/memoryTransport.ts';
import type { LineKind } from './transportConformance.ts';

export function createMemoryLines(): Promise<LineKind> {
  const ends: (() => void)[] = [];
  return Promise.resolve({
    name: 'in memory',
    open() {
      const pair = createMemoryTransportPair();
      ends.push(() => pair.host.close());
      return Promise.resolve({ ...pair, unsendable: 1n, hostile: {} });
    },
    dispose() {
      for (const end of ends) end();
      return Promise.resolve();
    },
  });
}
