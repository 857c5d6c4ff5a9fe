import css from './Kbd.module.css';

/** Keys as they are pressed, `Ctrl+K` at once or `g m` one after the other. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className={css.keys}>
      {keys.split(' ').map((chord, index) => (
        <kbd key={`${index}${chord}`} className={css.key}>
          {chord}
        </kbd>
      ))}
    </span>
  );
}
