import { defineConfig } from 'vitest/config';

/** Tests that drive a whole browser or desktop app: two at a time are as many as two cores take. */
const WHOLE = [
  'test/{journey,window}/**/*.test.ts',
  'test/desktop/{demo,electron,system,window}.test.ts',
  'test/simulator/phone-page-browser.test.ts',
];

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: WHOLE,
          // Most wait for sockets and child processes: more than processors can run at once.
          maxWorkers: 4,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: WHOLE,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
