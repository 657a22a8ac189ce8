import config from './playwright.config.ts';

/** Measurements, not tests: `cargo xtask test --only browser -- --config measure.config.ts`. */
export default { ...config, testDir: 'measure', workers: 1, timeout: 1_800_000 };
