import { visibleText } from '../../format/visibleText.ts';
import type { SelectOption } from './SelectInput.tsx';

export function toOptions(names: readonly string[]): SelectOption[] {
  return names.map((name) => ({ value: name, label: visibleText(name) }));
}

/** The address may name what is not there (any more): it is shown, and finds what was kept. */
export function withChosen(
  options: readonly SelectOption[],
  chosen: string | undefined,
): readonly SelectOption[] {
  if (chosen === undefined || options.some((option) => option.value === chosen)) return options;
  return [...options, { value: chosen, label: visibleText(chosen) }];
}
