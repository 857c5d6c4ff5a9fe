import { defineConfig } from 'vitest/config';

/** Apart from the other suites: these need Electron itself, and are never counted as passed without it. */
export default defineConfig({
  test: {
    include: ['test/desktop/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
