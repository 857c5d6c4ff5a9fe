import type { ReactElement } from 'react';
import { Tooltip } from 'radix-ui';
import { Kbd } from '../controls/Kbd.tsx';
import css from './Hint.module.css';

export interface HintProps {
  readonly text: string;
  readonly keys?: string;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that takes focus; a hint on anything else can't be reached by keyboard. */
  readonly children: ReactElement;
}

export function Hint({ text, keys, side = 'bottom', children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={css.hint} side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {keys !== undefined && <Kbd keys={keys} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
