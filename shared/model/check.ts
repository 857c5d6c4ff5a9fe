import { z } from 'zod';
import { duration } from './duration.ts';

/** A TCP port, or the name of a host variable in braces, such as `{SHOP_PORT}`. */
export const portTemplate = z
  .union([
    z.number().int().min(1).max(65_535),
    z.string().regex(/^\{[A-Z][A-Z0-9_]*\}$/, 'a port number, or a variable in braces such as {SHOP_PORT}'),
  ])
  .describe('A port number, or a variable of the host in braces, such as {SHOP_PORT}.');
export type PortTemplate = z.infer<typeof portTemplate>;

/** A request that Signalbox makes to the host itself, through its SSH connection: nothing is needed there. */
export const httpCheck = z.strictObject({
  http: z
    .string()
    .regex(/^\/[!-~]*$/, 'a path that begins with /')
    .describe('Path that is asked for on the host itself.'),
  port: portTemplate,
  address: z.string().optional().describe('Address as seen from the host. Default 127.0.0.1.'),
  status: z.number().int().min(100).max(599).optional().describe('Expected status. Default 200.'),
  contains: z
    .string()
    .optional()
    .describe('Text that the body must contain; {version} stands for the release.'),
  timeout: duration.optional().describe('Time limit of one request. Default 5s.'),
});
export type HttpCheck = z.infer<typeof httpCheck>;

/** A command that Signalbox runs on the host; exit code 0 passes. */
export const commandCheck = z.strictObject({
  command: z.string().min(1).describe('Runs on the host; exit code 0 passes.'),
  timeout: duration.optional().describe('Time limit of one run. Default 30s.'),
});
export type CommandCheck = z.infer<typeof commandCheck>;

export const check = z.union([httpCheck, commandCheck]);
export type Check = z.infer<typeof check>;
