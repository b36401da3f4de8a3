import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'

/** Runs one module and its imports as a Worker. `bindings` are Miniflare's options. */
export async function startWorker(entryPoint: string, bindings: object): Promise<Miniflare> {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'esnext',
    external: ['node:*', 'cloudflare:*'],
  })
  return new Miniflare(
    convertV4MiniflareOptions({
      modules: [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0]!.text }],
      compatibilityDate: '2026-11-01',
      cf: false,
      telemetry: { enabled: false },
      ...bindings,
    }),
  )
}
