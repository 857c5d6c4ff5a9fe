import { z } from 'zod';
import { instant } from '../model/names.ts';
import { question } from './define.ts';

export const recentWorkspace = z.strictObject({
  directory: z.string(),
  name: z.string(),
  openedAt: instant,
  isThere: z.boolean(),
});
export type RecentWorkspace = z.infer<typeof recentWorkspace>;

/** Before a workspace is open, and to change to another one. Hosts say with the capability `lobby` that they can. */
export const lobbyMethods = {
  'lobby.describe': question(
    z.strictObject({}),
    z.strictObject({
      open: z.strictObject({ directory: z.string(), name: z.string() }).optional(),
      recent: z.array(recentWorkspace),
    }),
  ),
  /** Opens a folder; without `directory` the host asks for one in its own way. Clients connect anew then. */
  'lobby.open': question(
    z.strictObject({ directory: z.string().optional() }),
    z.strictObject({ opened: z.boolean() }),
  ),
  /** Brings up the embedded fleet and opens its workspace. */
  'lobby.openDemo': question(z.strictObject({}), z.strictObject({ opened: z.boolean() })),
};
