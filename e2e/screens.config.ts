import { defineConfig } from 'playwright/test';
import tests from './playwright.config';

/** `npm run screens`: the pictures of docs/screens, which are looked at and not compared. */
export default defineConfig(tests, {
  timeout: 400_000,
  projects: [{ name: 'screens', testMatch: 'screens.spec.ts' }],
});
