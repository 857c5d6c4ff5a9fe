import { WebSocket as NodeWebSocket } from 'ws';
import { createElectronLines } from './electronLine.ts';
import { createMemoryLines } from './memoryLine.ts';
import { describeTransport } from './transportConformance.ts';
import { createWebSocketLines } from './webSocketLine.ts';

describeTransport(createMemoryLines, 'in memory');
describeTransport(createElectronLines, 'as in Electron');
describeTransport(() => createWebSocketLines((url) => new NodeWebSocket(url)), 'WebSocket of ws');
describeTransport(() => createWebSocketLines((url) => new WebSocket(url)), 'WebSocket as in a browser');
