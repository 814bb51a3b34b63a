import { defineConfig } from 'vitest/config';
import { shaders } from './build/shaders-plugin.ts';

export default defineConfig({
  plugins: [shaders('shaders')],
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
  },
});
