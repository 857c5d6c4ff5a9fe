import { createContext, useContext } from 'react';
import type { Link } from '../../link/link.ts';
import { applyTheme, parseThemePreference, type ThemePreference } from '../../ui/index.ts';

/** What the frame can do beyond the contract: the line itself, and what this viewer prefers. */
export interface Services {
  retryNow(): void;
  readonly theme: Preference<ThemePreference>;
  /** Whether this viewer wants desktop notifications; off until switched on. */
  readonly notifications: Preference<boolean>;
}

/** Kept on this machine for this viewer; nothing of it is journalled. */
export interface Preference<T> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('useServices needs a ServicesContext above it.');
  return services;
}

export function createServices({ link, page }: { readonly link: Link; readonly page: Window }): Services {
  const theme = createPreference(page.localStorage, {
    key: 'signalbox.theme',
    parse: parseThemePreference,
    print: (value) => value,
  });
  const show = () => applyTheme(page.document.documentElement, theme.get());
  theme.subscribe(show);
  show();
  return {
    retryNow: () => link.retryNow(),
    theme,
    notifications: createPreference(page.localStorage, {
      key: 'signalbox.notifications',
      parse: (text) => text === 'on',
      print: (value) => (value ? 'on' : 'off'),
    }),
  };
}

function createPreference<T>(
  memory: Pick<Storage, 'getItem' | 'setItem'>,
  form: { readonly key: string; parse(text: string | null): T; print(value: T): string },
): Preference<T> {
  const listeners = new Set<() => void>();
  let current = form.parse(memory.getItem(form.key));
  return {
    get: () => current,
    set(value) {
      current = value;
      memory.setItem(form.key, form.print(value));
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
