import { useSyncExternalStore } from 'react';
import type { Preference } from './services.ts';

export function usePreference<T>(preference: Preference<T>): T {
  return useSyncExternalStore(preference.subscribe, preference.get);
}
