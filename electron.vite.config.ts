import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { join } from 'node:path'
import { externals, flatOutput, targets, workers } from './build/entries.mjs'

const root = __dirname

/**
 * The app's three bundles in `out/`. Main and preloads are CommonJS for the oldest Electron that we
 * run on. A sandboxed preload is one file that needs nothing but electron, hence `isolatedEntries`.
 */
export default defineConfig({
  main: {
    build: {
      target: targets.main,
      outDir: join(root, 'out/main'),
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: { index: join(root, 'src-main/index.ts'), ...workers(root) },
        external: externals(root),
        output: flatOutput
      }
    }
  },
  preload: {
    build: {
      target: targets.main,
      outDir: join(root, 'out/preload'),
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: join(root, 'src-preload/index.ts'),
          secret: join(root, 'src-preload/secret.ts')
        },
        output: flatOutput
      }
    }
  },
  renderer: {
    root: join(root, 'src-renderer'),
    plugins: [vue()],
    build: {
      target: targets.renderer,
      outDir: join(root, 'out/renderer'),
      minify: true,
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: {
          index: join(root, 'src-renderer/index.html'),
          secret: join(root, 'src-renderer/secret/index.html')
        }
      }
    },
    server: { host: '127.0.0.1' }
  }
})
