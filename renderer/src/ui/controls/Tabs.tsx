import type { ReactNode } from 'react';
import { Tabs as RadixTabs } from 'radix-ui';
import css from './Tabs.module.css';

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
  readonly disabled?: boolean;
  readonly panel: ReactNode;
}

export interface TabsProps {
  /** The list's name for screen readers. */
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly current: string;
  readonly onChange: (id: string) => void;
}

export function Tabs({ label, tabs, current, onChange }: TabsProps) {
  return (
    <RadixTabs.Root className={css.root} value={current} onValueChange={onChange}>
      <RadixTabs.List className={css.list} aria-label={label}>
        {tabs.map((tab) => (
          <RadixTabs.Trigger key={tab.id} className={css.tab} value={tab.id} disabled={tab.disabled}>
            {tab.label}
            {tab.count !== undefined && <span className={css.count}>{tab.count}</span>}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.id} className={css.panel} value={tab.id}>
          {tab.panel}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  );
}
