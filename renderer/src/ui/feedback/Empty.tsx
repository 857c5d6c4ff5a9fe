import type { ReactNode } from 'react';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import css from './Empty.module.css';

export interface EmptyProps {
  readonly icon?: IconName;
  /** What would be here. */
  readonly title: string;
  /** Why there is nothing, and how something comes. */
  readonly children?: ReactNode;
  readonly act?: ReactNode;
}

export function Empty({ icon, title, children, act }: EmptyProps) {
  return (
    <div className={css.empty}>
      {icon !== undefined && <Icon name={icon} size={20} />}
      <p className={css.title}>{title}</p>
      {children !== undefined && <div className={css.text}>{children}</div>}
      {act !== undefined && <div className={css.act}>{act}</div>}
    </div>
  );
}
