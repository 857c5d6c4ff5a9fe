import { vi } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { createElectronLines } from './electronLine.ts';
import { createMemoryLines } from './memoryLine.ts';
import { describeTransport } from './transportConformance.ts';
import { createWebSocketLines } from './webSocketLine.ts';

// Above the deadline of what the suite waits for, so that a failure names the condition.
vi.setConfig({ testTimeout: 60_000 });

describeTransport(createMemoryLines, 'in memory');
describeTransport(createElectronLines, 'as in Electron');
describeTransport(() => createWebSocketLines((url) => new NodeWebSocket(url)), 'WebSocket of ws');
describeTransport(() => createWebSocketLines((url) => new WebSocket(url)), 'WebSocket as in a browser');
