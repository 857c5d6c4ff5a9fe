import { useState } from 'react';
import { Command } from 'cmdk';
import { visibleText } from '../../format/visibleText.ts';
import { Kbd } from '../controls/Kbd.tsx';
import { Icon } from '../marks/Icon.tsx';
import { Dialog } from './Dialog.tsx';
import { type PaletteGroup, type PaletteItem, rankCommands } from './rankCommands.ts';
import css from './CommandPalette.module.css';

export interface CommandPaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly groups: readonly PaletteGroup[];
  readonly placeholder?: string;
}

export function CommandPalette({ open, onOpenChange, groups, placeholder }: CommandPaletteProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Command palette" bare>
      <PaletteBody groups={groups} placeholder={placeholder} close={() => onOpenChange(false)} />
    </Dialog>
  );
}

interface PaletteBodyProps {
  readonly groups: readonly PaletteGroup[];
  readonly placeholder: string | undefined;
  readonly close: () => void;
}

function PaletteBody({ groups, placeholder = 'Go to, or do…', close }: PaletteBodyProps) {
  const [query, setQuery] = useState('');
  const ranked = rankCommands(groups, query, { limitPerGroup: 40 });
  return (
    <Command className={css.palette} label="Commands" shouldFilter={false} loop>
      <div className={css.search}>
        <Icon name="search" />
        <Command.Input
          className={css.input}
          value={query}
          onValueChange={setQuery}
          placeholder={placeholder}
          data-autofocus
        />
        <Kbd keys="Esc" />
      </div>
      <Command.List className={css.list} label="Results">
        <Command.Empty className={css.empty}>Nothing goes by “{visibleText(query)}”.</Command.Empty>
        {ranked.map((group) => (
          <Command.Group key={group.heading} className={css.group} heading={group.heading}>
            {group.items.map((item) => (
              <Entry key={item.id} item={item} close={close} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

function Entry({ item, close }: { readonly item: PaletteItem; readonly close: () => void }) {
  function select() {
    // Closed first: what the item opens then finds the focus where the palette found it.
    close();
    item.onSelect();
  }
  return (
    <Command.Item className={css.item} value={item.id} onSelect={select}>
      <Icon name={item.icon ?? 'chevronRight'} size={14} />
      <span className={css.label}>{visibleText(item.label)}</span>
      {item.detail !== undefined && <span className={css.detail}>{visibleText(item.detail)}</span>}
      {item.keys !== undefined && <Kbd keys={item.keys} />}
    </Command.Item>
  );
}
