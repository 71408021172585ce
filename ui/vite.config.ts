import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const server = process.env['VOORZET_SERVER'] ?? 'http://127.0.0.1:8600';

export default defineConfig({
  plugins: [svelte()],
  server: { port: 5173, proxy: { '/api': server } },
  build: {
    target: 'es2023',
    manifest: true,
    // A data: address would need room in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
});
