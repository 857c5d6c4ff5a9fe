import type { ReactElement } from 'react';
import { DropdownMenu } from 'radix-ui';
import { Kbd } from '../controls/Kbd.tsx';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { classes } from '../tokens/classes.ts';
import css from './Menu.module.css';

export type MenuItem =
  | {
      readonly kind: 'act';
      readonly id: string;
      readonly label: string;
      readonly icon?: IconName;
      readonly keys?: string;
      readonly danger?: boolean;
      /** Why it can't be done now: shown, and the item does nothing. */
      readonly refused?: string;
      readonly onSelect: () => void;
    }
  | { readonly kind: 'line'; readonly id: string };

export interface MenuProps {
  /** A Button or IconButton. */
  readonly trigger: ReactElement;
  readonly label: string;
  readonly items: readonly MenuItem[];
}

export function Menu({ trigger, label, items }: MenuProps) {
  // A modal menu would lock scrolling with a <style> element, which the policy refuses.
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={css.menu}
          aria-label={label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
        >
          {items.map((item) =>
            item.kind === 'line' ? (
              <DropdownMenu.Separator key={item.id} className={css.line} />
            ) : (
              <DropdownMenu.Item
                key={item.id}
                className={classes(css.item, item.danger === true && css.danger)}
                disabled={item.refused !== undefined}
                onSelect={item.onSelect}
              >
                {item.icon === undefined ? (
                  <span className={css.noIcon} />
                ) : (
                  <Icon name={item.icon} size={14} />
                )}
                <span className={css.label}>
                  {item.label}
                  {item.refused !== undefined && <span className={css.refused}>{item.refused}</span>}
                </span>
                {item.keys !== undefined && <Kbd keys={item.keys} />}
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
