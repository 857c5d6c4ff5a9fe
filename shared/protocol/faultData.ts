import { z } from 'zod';
import { faultCodes, type FaultData } from './fault.ts';

/** A fault as it arrives: parsed like everything else that crosses a border. */
export const faultData: z.ZodType<FaultData> = z.strictObject({
  code: z.enum(faultCodes),
  message: z.string(),
  wayOut: z.string().optional(),
  details: z.array(z.string()).readonly().optional(),
  retryable: z.boolean(),
});
