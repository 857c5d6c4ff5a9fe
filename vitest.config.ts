import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * The app's worker threads and the commands that tests start load the sources past Vite: compiling them anew was half of what
 * each of them cost.
 */
const env = { NODE_COMPILE_CACHE: fileURLToPath(new URL('.tsbuild/compiled', import.meta.url)) };

export default defineConfig({
  test: {
    // Most of the time tests wait for real programs: two at a time also on two cores.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          env,
          include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts', 'test/architecture/**/*.test.ts'],
          exclude: ['test/unit/shell/**'],
          // They keep nothing in their modules, so one process runs them all: starting one a file took longer than the tests.
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          // A stand-in for the `electron` module, which each file wants for itself.
          name: 'shell',
          include: ['test/unit/shell/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          env,
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        test: {
          name: 'e2e',
          env,
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/shareChromium.ts'],
          testTimeout: 480_000,
          hookTimeout: 480_000,
          // Its own second is too short where screens are drawn beside rollouts.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
