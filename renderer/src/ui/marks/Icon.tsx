import { type IconName, icons } from './icons.ts';
import css from './Icon.module.css';

interface IconProps {
  readonly name: IconName;
  /** Said by screen readers; without it the icon is decoration beside a word. */
  readonly label?: string;
  readonly size?: 12 | 14 | 16 | 20;
}

export function Icon({ name, label, size = 16 }: IconProps) {
  return (
    <svg
      className={css.icon}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? true : undefined}
      focusable="false"
    >
      <path d={icons[name]} />
    </svg>
  );
}
