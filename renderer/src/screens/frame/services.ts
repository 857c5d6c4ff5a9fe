import { createContext, useContext } from 'react';
import type { Link } from '../../link/link.ts';
import { applyTheme, parseThemePreference, type ThemePreference } from '../../ui/index.ts';
import { createBrowserNotifier, type Notifier } from './notifier.ts';
import { createPreference, type Preference } from './preference.ts';

export type { Preference };

/** What the frame can do beyond the contract: the line itself, what this viewer prefers, what the desktop shows. */
export interface Services {
  readonly retryNow: () => void;
  readonly theme: Preference<ThemePreference>;
  /** Between dark and light, from what is shown now. */
  readonly toggleTheme: () => void;
  /** Whether this viewer wants desktop notifications; off until switched on. */
  readonly notifications: Preference<boolean>;
  /** Asks for the permission where it is missing; gives what is true afterwards. */
  readonly toggleNotifications: () => Promise<boolean>;
  readonly notifier: Notifier;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('useServices needs a ServicesContext above it.');
  return services;
}

export function createServices({
  link,
  page,
  notifier = createBrowserNotifier(page),
}: {
  readonly link: Link;
  readonly page: Window & typeof globalThis;
  readonly notifier?: Notifier;
}): Services {
  const theme = createPreference(page.localStorage, {
    key: 'signalbox.theme',
    parse: parseThemePreference,
    print: (value) => value,
  });
  const notifications = createPreference(page.localStorage, {
    key: 'signalbox.notifications',
    parse: (text) => text === 'on',
    print: (value) => (value ? 'on' : 'off'),
  });
  const show = () => applyTheme(page.document.documentElement, theme.get());
  theme.subscribe(show);
  show();
  return {
    retryNow: () => link.retryNow(),
    theme,
    toggleTheme() {
      const isSystemDark = page.matchMedia('(prefers-color-scheme: dark)').matches;
      const shown = theme.get() === 'system' ? (isSystemDark ? 'dark' : 'light') : theme.get();
      theme.set(shown === 'dark' ? 'light' : 'dark');
    },
    notifications,
    async toggleNotifications() {
      const isOn = !notifications.get() && (await notifier.ask());
      notifications.set(isOn);
      return isOn;
    },
    notifier,
  };
}
