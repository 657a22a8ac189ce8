import config from './playwright.config.ts';

/** Measurements, not tests: `cargo xtask bench`, or `cargo xtask test --only browser -- --config measure.config.ts import`. */
export default {
  ...config,
  testDir: 'measure',
  workers: 1,
  timeout: 1_800_000,
  // A trace takes pictures and copies of the page, which is work of the page's main thread.
  use: { ...config.use, trace: 'off' as const },
};
