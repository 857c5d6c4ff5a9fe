import css from './Spinner.module.css';

/** Decoration for something that says in words that it is busy. Stands still under reduced motion. */
export function Spinner() {
  return (
    <svg className={css.spinner} width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <circle className={css.track} cx="8" cy="8" r="6" />
      <path d="M8 2a6 6 0 0 1 6 6" />
    </svg>
  );
}
