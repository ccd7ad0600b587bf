import base from './jest.config.mjs';

/** The specs of the page, which need a Chromium: `npm run test:page`. */
export default {
  ...base,
  // One browser at a time: what is on the page within two seconds must not depend on another's work.
  maxWorkers: 1,
  roots: ['<rootDir>/test/page'],
  testPathIgnorePatterns: ['/node_modules/'],
};
