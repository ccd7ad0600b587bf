/** Pure specs stand beside their file in src/; specs that speak HTTP to a running app stand in test/. */
export default {
  testEnvironment: 'node',
  maxWorkers: 2,
  globalSetup: '<rootDir>/test/support/databases.mjs',
  globalTeardown: '<rootDir>/test/support/databases-teardown.mjs',
  // A limit for what hangs, not for what is slow on a busy machine.
  testTimeout: 180_000,
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // They need a Chromium: npm run test:page.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/page/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};
