export type ThemePreference = 'system' | 'light' | 'dark';

const preferences: readonly ThemePreference[] = ['system', 'light', 'dark'];

/** Unknown text, such as from storage that somebody edited, counts as no preference. */
export function parseThemePreference(text: string | null): ThemePreference {
  return preferences.find((preference) => preference === text) ?? 'system';
}

/** Without `data-theme` the tokens follow the system. */
export function applyTheme(root: HTMLElement, preference: ThemePreference): void {
  if (preference === 'system') delete root.dataset.theme;
  else root.dataset.theme = preference;
}
