import type { ReactNode } from 'react';
import { Tabs } from '../../ui/index.ts';
import css from './Promotion.module.css';

interface PromotionTabsProps {
  readonly current: string;
  readonly onChange: (id: string) => void;
  /** How many commits lie between, as far as that is known. */
  readonly commits: number | undefined;
  readonly changes: ReactNode;
  readonly plan: ReactNode;
  readonly signoffs?: { readonly count: number; readonly panel: ReactNode };
}

/** What is promoted: what changes, the literal plan, and what was signed. */
export function PromotionTabs({ current, onChange, commits, changes, plan, signoffs }: PromotionTabsProps) {
  return (
    <div className={css.tabs}>
      <Tabs
        label="What is promoted"
        current={current}
        onChange={onChange}
        tabs={[
          {
            id: 'changes',
            label: 'What changes',
            ...(commits === undefined ? {} : { count: commits }),
            panel: changes,
          },
          { id: 'plan', label: 'The literal plan', panel: plan },
          ...(signoffs
            ? [{ id: 'signoffs', label: 'Sign-offs', count: signoffs.count, panel: signoffs.panel }]
            : []),
        ]}
      />
    </div>
  );
}
