import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const rooms = ['movie', 'rating', 'feedback', 'recommendation', 'experiment', 'dashboard', 'metrics', 'run'];

const noBarrels = { regex: '(^|/)index(\\.js)?$', message: 'No barrels: import the file itself.' };
const noNestInPureFiles = {
  regex: '^(@nestjs/|typeorm$|pg$)',
  message: 'A pure file knows neither Nest nor the database: time, randomness and rows are arguments.',
};
const internalsOf = (names) => ({
  regex: `\\.\\./(${names.join('|')})/(?!.*\\.(module|service)\\.js$)`,
  message: 'Across rooms, import the other room’s module and service only.',
});
const anythingOf = (names, message) => ({ regex: `\\.\\./(${names.join('|')})/`, message });

/**
 * What the files of some folders must not import. Files without a kind in their name (`satisfaction-score.ts`)
 * are pure, and know neither Nest nor the database on top of that.
 */
const forbid = (folders, ...patterns) => {
  const block = (files, rules) => ({
    files,
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noBarrels, ...rules] }] },
  });
  return [
    block(
      folders.map((folder) => `src/${folder}/**`),
      patterns,
    ),
    block(
      folders.map((folder) => `src/${folder}/**/!(*.*).ts`),
      [noNestInPureFiles, ...patterns],
    ),
  ];
};

export default tseslint.config(
  { ignores: ['dist/', 'dist-bench/', 'dist-faults/', 'coverage/', 'node_modules/', '.movieflix/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['eslint.config.mjs', 'jest.config.mjs', 'jest.page.config.mjs'],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // DTO and entity classes name shapes; literals of that shape are welcome.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-restricted-imports': ['error', { patterns: [noBarrels] }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config/environment.ts reads process.env.' },
      ],
    },
  },
  { files: ['**/*.mjs', '**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
  {
    files: ['src/config/environment.ts', 'test/**', 'bench/**', '**/*.mjs'],
    rules: { 'no-restricted-properties': 'off' },
  },

  // Who may know whom. Later blocks replace earlier ones for the files they name.
  ...forbid(
    ['movie', 'rating', 'feedback'],
    anythingOf([...rooms, 'simulate', 'dataset'], 'Movie, rating and feedback ask no other room.'),
  ),
  ...forbid(
    ['recommendation', 'experiment', 'dashboard', 'metrics', 'run'],
    internalsOf(rooms),
    anythingOf(['simulate', 'dataset'], 'The service does not know its clients.'),
  ),
  ...forbid(
    ['simulate'],
    anythingOf([...rooms, 'database', 'http'], 'The client loop speaks HTTP: the wire is its contract.'),
  ),
  ...forbid(
    ['dataset'],
    anythingOf(
      [...rooms, 'database', 'http', 'simulate'],
      'A dataset is read from files, not from the service.',
    ),
  ),
  ...forbid(
    ['random', 'terminal'],
    anythingOf([...rooms, 'simulate', 'dataset'], 'Shared rooms hold no domain word.'),
  ),
  {
    files: ['src/database/**', 'src/http/**', 'src/config/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            noBarrels,
            anythingOf([...rooms, 'simulate', 'dataset'], 'Shared rooms hold no domain word.'),
          ],
        },
      ],
    },
  },
  prettier,
);
