/** Shows what needs a person outside of the window; the desktop shell brings its own. */
export interface Notifier {
  /** Asks whoever may allow it; false when it is refused or cannot be had. */
  ask(): Promise<boolean>;
  /** A second one with the same `id` replaces the first. */
  notify(note: {
    readonly id: string;
    readonly title: string;
    readonly text: string;
    readonly onPress: () => void;
  }): void;
}

/** The browser's own notifications, where it has them and was allowed to. */
export function createBrowserNotifier(page: Window & typeof globalThis): Notifier {
  return {
    async ask() {
      if (!('Notification' in page)) return false;
      if (page.Notification.permission === 'granted') return true;
      return (await page.Notification.requestPermission()) === 'granted';
    },
    notify({ id, title, text, onPress }) {
      if (!('Notification' in page) || page.Notification.permission !== 'granted') return;
      const shown = new page.Notification(title, { body: text, tag: id });
      shown.addEventListener('click', () => {
        page.focus();
        shown.close();
        onPress();
      });
    },
  };
}
