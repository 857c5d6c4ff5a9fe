import { parseArgs } from 'node:util';

export type BenchOptions<Name extends string> = Readonly<Record<Name, number>> & { readonly json: boolean };

/**
 * `--name 5` for each of the names, `--json`, and `--help`, which prints and ends the process.
 * @throws Error for an unknown option, and for a value that is no whole number above zero.
 */
export function readOptions<Name extends string>(
  command: string,
  defaults: Readonly<Record<Name, number>>,
  args: readonly string[] = process.argv.slice(2),
): BenchOptions<Name> {
  const names = namesOf(defaults);
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    },
  });
  if (values.help === true) {
    const each = names.map((name) => `[--${name} ${defaults[name]}]`).join(' ');
    console.log(`${command} ${each} [--json]`);
    process.exit(0);
  }
  const given = new Map<string, unknown>(Object.entries(values));
  const numbers: Record<Name, number> = { ...defaults };
  for (const name of names) {
    const text = given.get(name);
    if (typeof text === 'string') numbers[name] = toCount(name, text);
  }
  return { ...numbers, json: values.json === true };
}

function toCount(name: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new Error(`--${name} ${text}: expected a whole number above zero`);
}

function namesOf<Name extends string>(defaults: Readonly<Record<Name, number>>): Name[] {
  const names: Name[] = [];
  for (const name in defaults) names.push(name);
  return names;
}
