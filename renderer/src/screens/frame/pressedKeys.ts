interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
}

/** As `Shortcut.keys` spells them: `Mod+K` for Ctrl or Cmd, else the character itself. `undefined` for none of ours. */
export function toPressedKeys(event: PressedKey): string | undefined {
  if (event.isComposing || event.altKey || event.key.length !== 1) return undefined;
  return event.ctrlKey || event.metaKey ? `Mod+${event.key.toUpperCase()}` : event.key;
}

/** As people read them: Cmd on a Mac, Ctrl elsewhere. */
export function toShownKeys(keys: string, platform: string): string {
  return keys.replace('Mod+', /mac/i.test(platform) ? '⌘' : 'Ctrl+');
}
