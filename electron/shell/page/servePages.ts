import { ipcMain, type IpcMainEvent, type WebContents } from 'electron';
import { createChannelTransport, type ChannelTransport } from '../../../shared/protocol/channelTransport.ts';
import type { Transport } from '../../../shared/protocol/transport.ts';
import { isOurPage } from './address.ts';
import { disconnectChannel, frameChannel, type LineEnd } from './channels.ts';

export interface PageLines {
  close(reason: string): void;
}

/**
 * One line at a time for each page. A page begins a line with `hello`; frames that still arrive of a line that
 * has ended here are dropped. Messages of any frame but our page's own are refused.
 */
export function servePages(options: {
  readonly connect: (transport: Transport) => unknown;
  readonly reportError: (error: unknown) => void;
}): PageLines {
  const lines = new Map<WebContents, ChannelTransport>();
  const known = new WeakSet<WebContents>();

  const onFrame = (event: IpcMainEvent, frame: unknown): void => {
    if (!isFromOurPage(event)) return refuse(event);
    if (isHello(frame)) beginLine(event.sender);
    lines.get(event.sender)?.deliver(frame);
  };
  const onDisconnect = (event: IpcMainEvent): void => {
    if (!isFromOurPage(event)) return refuse(event);
    lines.get(event.sender)?.closed('The page has ended the connection.');
  };
  ipcMain.on(frameChannel, onFrame);
  ipcMain.on(disconnectChannel, onDisconnect);

  function beginLine(page: WebContents): void {
    // Without a word to the page: it has forgotten that line already, and would take the word for the new one's.
    lines.get(page)?.closed('The page has begun a new connection.');
    watch(page);
    const post = (message: object): void => {
      if (!page.isDestroyed()) page.send(frameChannel, message);
    };
    const line = createChannelTransport({
      post,
      shut: (reason) => post({ type: 'end', reason } satisfies LineEnd),
    });
    lines.set(page, line);
    line.transport.onClose(() => {
      if (lines.get(page) === line) lines.delete(page);
    });
    options.connect(line.transport);
  }

  /** A page that is gone or loads anew cannot say goodbye. */
  function watch(page: WebContents): void {
    if (known.has(page)) return;
    known.add(page);
    const lose = (reason: string) => (): void => lines.get(page)?.closed(reason);
    page.on('destroyed', lose('The window is gone.'));
    page.on('render-process-gone', lose('The page has crashed.'));
    page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) lose('The page loads anew.')();
    });
  }

  function refuse({ senderFrame }: IpcMainEvent): void {
    options.reportError(new Error(`A message of ${senderFrame?.url ?? 'a frame that is gone'} was refused.`));
  }

  return {
    close(reason) {
      ipcMain.off(frameChannel, onFrame);
      ipcMain.off(disconnectChannel, onDisconnect);
      for (const { transport } of lines.values()) transport.close(reason);
    },
  };
}

/** Both: our address, and the frame that fills the window. There is no other frame, and none is listened to. */
function isFromOurPage({ sender, senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOurPage(senderFrame.url);
}

function isHello(frame: unknown): boolean {
  return typeof frame === 'object' && frame !== null && 'type' in frame && frame.type === 'hello';
}
