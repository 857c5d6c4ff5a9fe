import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { toPressedKeys } from './pressedKeys.ts';

export interface Shortcut {
  /** As `Kbd` shows them: `p`, `/`, `g m` one after the other, `Mod+K` at once. */
  readonly keys: string;
  readonly label: string;
  /** Nothing dangerous (PRODUCT.md, rule 7). Without it the keys are only told: the screen handles them itself. */
  readonly act?: () => void;
}

export interface ShortcutGroup {
  readonly heading: string;
  readonly shortcuts: readonly Shortcut[];
}

interface Registry {
  readonly groups: readonly ShortcutGroup[];
  readonly put: (id: string, group: ShortcutGroup | undefined) => void;
}

const RegistryContext = createContext<Registry | undefined>(undefined);

/** Of a chord such as `g m`, both keys must come within this. */
const chordMs = 1_500;

/** Listens for the window's keys; text fields and dialogs keep theirs. */
export function ShortcutsProvider({ children }: { readonly children: ReactNode }) {
  const [byId, setById] = useState<ReadonlyMap<string, ShortcutGroup>>(new Map());
  // Never another function: whoever registers by it would register again and again.
  const put = useCallback((id: string, group: ShortcutGroup | undefined) => {
    setById((before) => {
      const next = new Map(before);
      if (group) next.set(id, group);
      else next.delete(id);
      return next;
    });
  }, []);
  const registry = useMemo<Registry>(() => ({ groups: [...byId.values()], put }), [byId, put]);
  const latest = useRef(registry.groups);
  useEffect(() => {
    latest.current = registry.groups;
  });
  useEffect(() => {
    let begun: { readonly key: string; readonly atMs: number } | undefined;
    function onKeyDown(event: KeyboardEvent): void {
      const pressed = toPressedKeys(event);
      if (pressed === undefined || event.defaultPrevented) return;
      if (!pressed.startsWith('Mod+') && keepsItsKeys(event.target)) return;
      const shortcuts = latest.current.flatMap((group) => group.shortcuts);
      const isInTime = begun !== undefined && event.timeStamp - begun.atMs < chordMs;
      const chord = isInTime ? `${begun?.key} ${pressed}` : pressed;
      begun = undefined;
      const found =
        shortcuts.find((it) => it.keys === chord && it.act) ??
        shortcuts.find((it) => it.keys === pressed && it.act);
      if (found?.act) {
        event.preventDefault();
        found.act();
      } else if (shortcuts.some((it) => it.keys.startsWith(`${pressed} `))) {
        begun = { key: pressed, atMs: event.timeStamp };
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

/** Keys that work, and are told by `?`, while the component is shown. */
export function useShortcuts(heading: string, shortcuts: readonly Shortcut[]): void {
  const put = useRegistry().put;
  const id = useId();
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  // What is registered reaches the newest acts through `latest`; it changes only with its words.
  const words = JSON.stringify(shortcuts.map(({ keys, label, act }) => [keys, label, act !== undefined]));
  useEffect(() => {
    const group = {
      heading,
      shortcuts: latest.current.map(({ keys, label, act }) => ({
        keys,
        label,
        ...(act ? { act: () => latest.current.find((it) => it.keys === keys)?.act?.() } : {}),
      })),
    };
    put(id, group);
    return () => put(id, undefined);
  }, [put, id, heading, words]);
}

export function useShortcutGroups(): readonly ShortcutGroup[] {
  return useRegistry().groups;
}

function useRegistry(): Registry {
  const registry = useContext(RegistryContext);
  if (registry === undefined) throw new Error('useShortcuts needs a ShortcutsProvider above it.');
  return registry;
}

function keepsItsKeys(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null
  );
}
