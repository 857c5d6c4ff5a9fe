import { Dialog, Kbd } from '../../ui/index.ts';
import { toShownKeys } from './pressedKeys.ts';
import { useShortcutGroups } from './shortcuts.tsx';
import css from './KeysDialog.module.css';

interface KeysDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** `?`: the keys of this screen, and those that work everywhere. */
export function KeysDialog({ open, onOpenChange }: KeysDialogProps) {
  const groups = useShortcutGroups();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys">
      {groups.map((group) => (
        <section key={group.heading} className={css.group}>
          <h3 className={css.heading}>{group.heading}</h3>
          <dl className={css.list}>
            {group.shortcuts.map((shortcut) => (
              <div key={shortcut.keys} className={css.row}>
                <dt>{shortcut.label}</dt>
                <dd>
                  <Kbd keys={toShownKeys(shortcut.keys, navigator.platform)} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
