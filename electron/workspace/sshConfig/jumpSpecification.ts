/** One stop of a ProxyJump: what is not said is looked up under its name, as ssh does. */
export interface Jump {
  readonly name: string;
  readonly user?: string;
  readonly port?: number;
}

/** `[user@]host[:port]`, `ssh://…`, several with commas, or `none` (ssh_config(5), ProxyJump); else undefined. */
export function parseJumps(text: string): readonly Jump[] | undefined {
  if (text.toLowerCase() === 'none') return [];
  const jumps = text.split(',').map((it) => parseJump(it.trim()));
  return jumps.some((it) => it === undefined) ? undefined : jumps.filter((it) => it !== undefined);
}

function parseJump(text: string): Jump | undefined {
  const bare = text.startsWith('ssh://') ? text.slice('ssh://'.length).replace(/\/$/, '') : text;
  const match = /^(?:([^\s@]+)@)?(?:\[([0-9A-Fa-f:.%]+)\]|([^\s:@[\]]+))(?::(\d{1,5}))?$/.exec(bare);
  const name = match?.[2] ?? match?.[3];
  if (!match || name === undefined || name.startsWith('-')) return undefined;
  const port = match[4] === undefined ? undefined : Number(match[4]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  return {
    name,
    ...(match[1] === undefined ? {} : { user: match[1] }),
    ...(port === undefined ? {} : { port }),
  };
}
