import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { unstable_readConfig } from 'wrangler'
import type { CaseEnv } from './cases/case.ts'
import type { CaseResult } from './cases/run-cases.ts'

export const root = resolve(import.meta.dirname, '../..')

/** The commands that run a TypeScript file on a host. The binaries come with npm. */
export const hosts = {
  Node: [process.execPath],
  Bun: [join(root, 'node_modules', '.bin', 'bun')],
  Deno: [
    join(root, 'node_modules', '.bin', 'deno'),
    'run',
    '--quiet',
    '--node-modules-dir=manual',
    '--no-remote',
    '--allow-env',
    '--allow-net',
    '--allow-read',
  ],
} as const

export type Host = keyof typeof hosts

/** Runs the cases on a host in a separate process. */
export async function runOnHost(host: Host, { databaseUrl, relay }: CaseEnv): Promise<CaseResult[]> {
  const [command, ...args] = hosts[host]
  const script = join(import.meta.dirname, 'run-on-host.ts')
  const options = { cwd: root, maxBuffer: 64 << 20, timeout: 60_000 }
  const { stdout } = await promisify(execFile)(command, [...args, script, databaseUrl, relay], options)
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

/** Runs the cases inside workerd, bundled as wrangler bundles a Worker, with the API's compatibility settings. */
export async function runOnWorkerd(env: CaseEnv): Promise<CaseResult[]> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'run-on-workerd.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    logLevel: 'error',
  })
  const api = unstable_readConfig({ config: join(root, 'apps', 'api', 'wrangler.jsonc') }, { hideWarnings: true })
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      name: 'portability',
      modules: true,
      script: outputFiles[0]!.text,
      compatibilityDate: api.compatibility_date,
      compatibilityFlags: api.compatibility_flags,
      cf: false,
    }),
  )
  try {
    const answer = await worker.dispatchFetch('http://runtime.test/', { method: 'POST', body: JSON.stringify(env) })
    return (await answer.json()) as CaseResult[]
  } finally {
    await worker.dispose()
  }
}
