import { contextBridge, ipcRenderer } from 'electron';
import { disconnectChannel, frameChannel } from './page/channels.ts';

// Everything that a page ever gets of the desktop. No event object and no channel name passes through.
contextBridge.exposeInMainWorld('signalbox', {
  send: (frame: unknown): void => ipcRenderer.send(frameChannel, frame),
  onFrame: (listener: (frame: unknown) => void): void => {
    ipcRenderer.on(frameChannel, (_event, frame: unknown) => listener(frame));
  },
  disconnect: (): void => ipcRenderer.send(disconnectChannel),
});
