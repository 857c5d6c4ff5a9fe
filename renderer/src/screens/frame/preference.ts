/** Kept on this machine for this viewer; nothing of it is journalled. */
export interface Preference<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createPreference<T>(
  memory: Pick<Storage, 'getItem' | 'setItem'>,
  form: {
    readonly key: string;
    readonly parse: (text: string | null) => T;
    readonly print: (value: T) => string;
  },
): Preference<T> {
  const listeners = new Set<() => void>();
  let current = form.parse(memory.getItem(form.key));
  return {
    get: () => current,
    set(value) {
      current = value;
      memory.setItem(form.key, form.print(value));
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
