import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Rooms and what they may import from (see docs/architecture.md); what is not listed may not be imported. */
const rooms = {
  rdf: [],
  outgoing: [],
  federation: ['rdf', 'outgoing'],
  store: ['rdf'],
  attachments: ['rdf', 'store'],
  spatial: ['rdf'],
  registers: ['rdf', 'store', 'spatial'],
  responsibility: ['rdf', 'store', 'spatial', 'registers'],
  rulesets: ['rdf', 'store', 'spatial', 'responsibility'],
  reports: ['rdf', 'store', 'access', 'attachments', 'spatial', 'responsibility'],
  coverage: ['rdf', 'store', 'spatial', 'responsibility'],
  updates: ['rdf', 'store'],
  streams: ['rdf', 'store', 'spatial'],
  dataspace: ['rdf', 'store', 'outgoing'],
  following: ['rdf', 'store', 'outgoing', 'registers'],
  redecide: ['rdf', 'store', 'access', 'spatial', 'registers', 'responsibility', 'reports'],
  delivery: ['rdf', 'outgoing', 'store', 'access', 'responsibility', 'reports'],
  catalogue: ['rdf', 'store', 'registers', 'rulesets', 'streams', 'dataspace'],
  interfaces: [
    'rdf',
    'outgoing',
    'federation',
    'store',
    'access',
    'attachments',
    'spatial',
    'registers',
    'responsibility',
    'rulesets',
    'reports',
    'updates',
    'streams',
    'dataspace',
    'following',
    'catalogue',
    'redecide',
    'delivery',
    'coverage',
  ],
};

const zones = Object.entries(rooms).map(([room, allowed]) => ({
  target: `./src/${room}`,
  from: './src',
  except: [`./${room}`, './problem.ts', './thread-priority.ts', ...allowed.map((other) => `./${other}`)],
  message: `${room}/ may import ${allowed.length > 0 ? allowed.map((other) => `${other}/`).join(', ') : 'no other room'}.`,
}));

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'data/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [importX.createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 14],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'conformance/**/*.ts', '*.config.ts'],
    rules: { 'max-lines-per-function': 'off', 'import-x/no-default-export': 'off' },
  },
  {
    files: ['public/*.js'],
    languageOptions: {
      globals: {
        FormData: 'readonly',
        fetch: 'readonly',
        encodeURIComponent: 'readonly',
        document: 'readonly',
        navigator: 'readonly',
        window: 'readonly',
        Yasgui: 'readonly',
        URLSearchParams: 'readonly',
        URL: 'readonly',
      },
    },
  },
  {
    files: ['**/*.mjs', '*.js'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', fetch: 'readonly' },
    },
  },
);
