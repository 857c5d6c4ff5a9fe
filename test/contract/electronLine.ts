import { EventEmitter } from 'node:events';
import { createChannelTransport } from '../../shared/protocol/channelTransport.ts';
import type { Transport } from '../../shared/protocol/transport.ts';
import type { LineKind } from './transportConformance.ts';

/**
 * Lines in the shape of Electron's `ipcMain.on` / `webContents.send` and `ipcRenderer.send` / `on`: messages
 * are structured clones and arrive in a later turn; the page's end is known by `destroyed`.
 */
export function createElectronLines(): Promise<LineKind> {
  const ipcMain = new EventEmitter();
  const pages: Page[] = [];
  return Promise.resolve({
    name: 'as in Electron',
    open() {
      const page = createPage(ipcMain);
      pages.push(page);
      return Promise.resolve({
        host: createMainTransport(ipcMain, page),
        client: createPageTransport(page),
        unsendable: () => 'functions are not cloned',
        hostile: {
          'a map': () => page.ipcRenderer.send('signalbox:frame', new Map([['type', 'hello']])),
          'a big integer': () => page.ipcRenderer.send('signalbox:frame', 1n),
          nothing: () => page.ipcRenderer.send('signalbox:frame', undefined),
        },
      });
    },
    dispose() {
      for (const page of pages) page.destroy();
      const left = ipcMain.listenerCount('signalbox:frame') + ipcMain.listenerCount('signalbox:end');
      return left === 0 ? Promise.resolve() : Promise.reject(new Error(`${left} listeners are left.`));
    },
  });
}

interface Page {
  readonly webContents: EventEmitter & { send(channel: string, message: unknown): void };
  readonly ipcRenderer: EventEmitter & { send(channel: string, message: unknown): void };
  destroy(): void;
}

function createPage(ipcMain: EventEmitter): Page {
  let destroyed = false;
  const later = (message: unknown, deliver: (copy: unknown) => void): void => {
    const copy: unknown = structuredClone(message);
    setImmediate(() => deliver(copy));
  };
  const ipcRenderer = Object.assign(new EventEmitter(), {
    send: (channel: string, message: unknown) =>
      later(message, (copy) => ipcMain.emit(channel, { sender: webContents }, copy)),
  });
  const webContents = Object.assign(new EventEmitter(), {
    send: (channel: string, message: unknown) =>
      later(message, (copy) => {
        if (!destroyed) ipcRenderer.emit(channel, {}, copy);
      }),
  });
  return {
    webContents,
    ipcRenderer,
    destroy() {
      destroyed = true;
      webContents.emit('destroyed');
    },
  };
}

function createMainTransport(ipcMain: EventEmitter, { webContents }: Page): Transport {
  const { transport, deliver, closed } = createChannelTransport({
    post: (frame) => webContents.send('signalbox:frame', frame),
    shut: (reason) => webContents.send('signalbox:end', reason),
  });
  const onFrame = (event: { sender: unknown }, frame: unknown): void => {
    if (event.sender === webContents) deliver(frame);
  };
  const onEnd = (event: { sender: unknown }, reason: unknown): void => {
    if (event.sender === webContents) closed(String(reason));
  };
  const onDestroyed = (): void => closed('The window is gone.');
  ipcMain.on('signalbox:frame', onFrame).on('signalbox:end', onEnd);
  webContents.on('destroyed', onDestroyed);
  transport.onClose(() => {
    ipcMain.off('signalbox:frame', onFrame).off('signalbox:end', onEnd);
    webContents.off('destroyed', onDestroyed);
  });
  return transport;
}

function createPageTransport({ ipcRenderer }: Page): Transport {
  const { transport, deliver, closed } = createChannelTransport({
    post: (frame) => ipcRenderer.send('signalbox:frame', frame),
    shut: (reason) => ipcRenderer.send('signalbox:end', reason),
  });
  ipcRenderer.on('signalbox:frame', (_event, frame: unknown) => deliver(frame));
  ipcRenderer.on('signalbox:end', (_event, reason: unknown) => closed(String(reason)));
  return transport;
}
