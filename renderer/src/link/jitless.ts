import { z } from 'zod';

// The policy has no 'unsafe-eval'. Schemas decide this when they are made, so this module is imported first.
z.config({ jitless: true });
