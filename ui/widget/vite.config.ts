import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// One script of its own, for other people's pages: beside the workspace, which is built first.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: '../dist/chat',
    emptyOutDir: true,
    lib: { entry: 'index.ts', formats: ['iife'], name: 'voorzetWidget', fileName: () => 'widget.js' },
  },
});
