import { defineConfig } from 'playwright/test';
import tests from './playwright.config';

/** `npm run explore:million`: how long the page's thread is busy with a million models; nothing is asserted of times. */
export default defineConfig(tests, {
  timeout: 1_200_000,
  expect: { timeout: 90_000 },
  projects: [{ name: 'million', testMatch: 'million.spec.ts' }],
});
