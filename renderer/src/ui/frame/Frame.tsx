import type { ReactNode } from 'react';
import { Kbd } from '../controls/Kbd.tsx';
import { Badge } from '../marks/Badge.tsx';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { classes } from '../tokens/classes.ts';
import css from './Frame.module.css';

export interface NavigationItem {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  /** Such as `#/matrix`. */
  readonly href: string;
  readonly keys?: string;
  readonly attention?: { readonly count: number; readonly label: string };
}

export interface FrameProps {
  /** Over the navigation: which workspace this is. */
  readonly workspace: string;
  readonly navigation: readonly NavigationItem[];
  readonly current: string;
  readonly title: string;
  /** Beside the title: buttons, filters. */
  readonly tools?: ReactNode;
  readonly status?: ReactNode;
  /** At the foot of the navigation, in sight at all times: who is at this desktop. */
  readonly identity?: ReactNode;
  /** The screen. It gets the whole room and scrolls within itself. */
  readonly children: ReactNode;
}

export function Frame(props: FrameProps) {
  const { workspace, navigation, current, title, tools, status, identity, children } = props;
  return (
    <div className={css.frame}>
      <a
        className={css.skip}
        href="#main"
        onClick={(event) => {
          // The address belongs to the screens' routes.
          event.preventDefault();
          document.querySelector('main')?.focus();
        }}
      >
        Skip to content
      </a>
      <div className={css.side}>
        <nav className={css.navigation} aria-label="Screens">
          <p className={css.workspace} title={workspace}>
            <Icon name="matrix" />
            <span className={css.name}>{workspace}</span>
          </p>
          <ul className={css.items}>
            {navigation.map((item) => (
              <li key={item.id}>
                <a
                  className={classes(css.item, item.id === current && css.current)}
                  href={item.href}
                  aria-current={item.id === current ? 'page' : undefined}
                  title={item.label}
                >
                  <Icon name={item.icon} />
                  <span className={css.name}>{item.label}</span>
                  {item.attention !== undefined && (
                    <Badge count={item.attention.count} label={item.attention.label} />
                  )}
                  {item.keys !== undefined && (
                    <span className={css.keys} aria-hidden="true">
                      <Kbd keys={item.keys} />
                    </span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {identity !== undefined && (
          <section className={css.identity} aria-label="Who is at this desktop">
            {identity}
          </section>
        )}
      </div>
      <header className={css.header}>
        <h1 className={css.title}>{title}</h1>
        {tools !== undefined && <div className={css.tools}>{tools}</div>}
      </header>
      <main id="main" className={css.main} tabIndex={-1}>
        {children}
      </main>
      {status !== undefined && <div className={css.status}>{status}</div>}
    </div>
  );
}
