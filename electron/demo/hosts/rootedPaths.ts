import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';

export interface RootedPaths {
  /**
   * @param path relative to the host's folder, or absolute inside it.
   * @throws an error with code EACCES for a path that leads outside, through `..` or a linked folder. It keeps
   * transfers honest and is no jail: the host's shell could read the whole machine.
   */
  resolve(path: string): Promise<string>;
}

export function createRootedPaths(root: string): RootedPaths {
  return {
    async resolve(path) {
      const wanted = resolve(root, path);
      const realRoot = await realpath(root);
      if (wanted === root || wanted === realRoot) return realRoot;
      // The last part may not exist yet, or may be a link that is to be read or replaced itself.
      const parent = await realpath(dirname(wanted));
      if (parent !== realRoot && !parent.startsWith(realRoot + sep)) throw new OutsideError(path);
      return join(parent, basename(wanted));
    },
  };
}

class OutsideError extends Error {
  readonly code = 'EACCES';

  constructor(path: string) {
    super(`${path} is not on this host`);
  }
}
