import { Notification } from 'electron';
import type { Desk } from '../../app/desk.ts';
import { createClient } from '../../../shared/protocol/client.ts';
import { createMemoryTransportPair } from '../../../shared/protocol/memoryTransport.ts';
import type { MainWindow } from './mainWindow.ts';
import { noticeOf, type Notice } from './noticeOf.ts';

/** Follows the open workspace's journal as any client does; tells of what comes while nobody looks at the window. */
export function followNotices(options: { readonly desk: Desk; readonly window: MainWindow }): {
  close(): void;
} {
  const { desk, window } = options;
  let following: { close(): void } | undefined;
  const stopListening = desk.onOpened(() => {
    following?.close();
    following = follow();
  });

  function follow(): { close(): void } {
    const line = createMemoryTransportPair();
    desk.connect(line.host);
    const client = createClient(line.client);
    client.subscribe(
      'state',
      {},
      {
        onSnapshot: () => undefined,
        onEvents: (records) => {
          if (window.current()?.isFocused() === true) return;
          for (const notice of records.map(noticeOf)) if (notice) show(notice, () => window.show());
        },
        onFault: () => undefined, // the workspace has been closed
      },
    );
    return { close: () => client.close() };
  }

  return {
    close: () => {
      stopListening();
      following?.close();
    },
  };
}

export function show(notice: Notice, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification(notice);
  notification.on('click', onClick);
  notification.show();
}
