import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const server = process.env['VOORZET_SERVER'] ?? 'http://127.0.0.1:8600';

export default defineConfig({
  plugins: [svelte()],
  // The server lets its own pages in only, so it must see the address that the browser sees.
  server: { port: 5173, proxy: { '/api/': { target: server, changeOrigin: false } } },
  build: {
    target: 'es2023',
    manifest: true,
    // A data: address would need room in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
});
