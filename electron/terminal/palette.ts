import picocolors from 'picocolors';

export type Palette = ReturnType<typeof picocolors.createColors>;

/**
 * Colours only on a terminal, unless asked otherwise: `--no-color`, then NO_COLOR (https://no-color.org), then
 * FORCE_COLOR.
 */
export function createPalette(of: {
  readonly isTerminal: boolean;
  readonly color: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Palette {
  return picocolors.createColors(wantsColor(of));
}

function wantsColor({ isTerminal, color, environment }: Parameters<typeof createPalette>[0]): boolean {
  if (!color || environment['NO_COLOR']) return false;
  const force = environment['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTerminal && environment['TERM'] !== 'dumb';
}
