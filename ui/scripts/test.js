// Builds every src/**/*.test.ts and widget/**/*.test.ts and runs it by node's own runner.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';

const OUT = '.test';
const tests = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((found) => {
    const path = join(folder, found.name);
    return found.isDirectory() ? tests(path) : path.endsWith('.test.ts') ? [path] : [];
  });

rmSync(OUT, { recursive: true, force: true });
const input = Object.fromEntries([...tests('src'), ...tests('widget')].map((path) => [path.replaceAll('/', '_').slice(0, -3), path]));
await build({
  configFile: false,
  logLevel: 'warn',
  plugins: [svelte({ configFile: false })],
  build: { ssr: true, outDir: OUT, minify: false, rollupOptions: { input, output: { entryFileNames: '[name].mjs' } } },
});
const files = Object.keys(input).map((name) => join(OUT, `${name}.mjs`));
process.exit(spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' }).status ?? 1);
