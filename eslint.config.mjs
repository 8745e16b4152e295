import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import { defineConfig, globalIgnores } from 'eslint/config'
import globals from 'globals'
import typescript from 'typescript-eslint'
import rooms from './build/rooms-rule.mjs'
import { MAX_LINES, ROOMS } from './build/rooms.mjs'

const pureRooms = Object.keys(ROOMS).filter(name => ROOMS[name].pure)

const clock = 'A pure room takes the clock as an argument.'
const pureSyntax = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: clock
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'A pure room gives equal answers to equal questions.'
  }
]

/** Ways in which a secret gets out or an Electron falls over. */
const forbiddenSyntax = [
  {
    selector: 'MemberExpression[property.name=/^sodium_malloc$/]',
    message: 'sodium_malloc throws in Electron: use Buffer.alloc and sodium_memzero.'
  }
]

export default defineConfig(
  globalIgnores([
    'out/',
    'dist/',
    'release/',
    'coverage/',
    '.bench/',
    '.fuzz/',
    'screenshots/',
    '**/fixtures/'
  ]),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { rooms },
    rules: {
      'rooms/imports': 'error',
      'max-lines': ['error', { max: MAX_LINES }],
      'max-depth': ['error', 4],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-debugger': 'error',
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-unreachable': 'error',
      'no-unsafe-finally': 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-restricted-syntax': ['error', ...forbiddenSyntax]
    }
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node },
    rules: { 'no-undef': 'error', 'no-unused-vars': 'error' }
  },
  { files: ['**/*.{ts,vue}'], extends: [typescript.configs.recommended] },
  {
    files: ['src-renderer/**/*.vue'],
    extends: [vue.configs['flat/recommended']],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      'vue/no-template-target-blank': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-unused-refs': 'error'
    }
  },
  {
    files: ['**/*.{ts,vue}'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }
      ]
    }
  },
  {
    // Rules that need types, where a forgotten await loses somebody's data.
    files: ['src-main/**/*.ts', 'src-preload/**/*.ts', 'test/**/*.ts'],
    ignores: ['**/*.d.ts', 'test/renderer/**', 'test/e2e/page/**'],
    languageOptions: {
      parserOptions: { project: ['tsconfig.json', 'src-renderer/tsconfig.json'] }
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } }
      ]
    }
  },
  {
    files: pureRooms.map(name => `src-main/${name}/**/*.ts`),
    rules: { 'no-restricted-syntax': ['error', ...forbiddenSyntax, ...pureSyntax] }
  },
  {
    files: ['**/*.d.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' }
  },
  prettier
)
