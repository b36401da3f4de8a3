import { resolve } from 'node:path'
import { startEgress } from '@edgesweep/infra/local/egress/start-egress.ts'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { answerRounds, type RoundAnswer } from './answer-rounds.ts'

const allowed = [process.env.BENCH_DOMAIN!]
const egress = await startEgress({ host: '127.0.0.1', port: 0, allowed })

/** `render-worker.ts` in a separate workerd, with the browser binding and proxy of a local run. */
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    name: 'render',
    modules: [{ type: 'ESModule', path: 'worker.js', contents: await bundle() }],
    compatibilityDate: '2026-11-01',
    compatibilityFlags: ['nodejs_compat'],
    browserRendering: { binding: 'BROWSER' },
    bindings: { ALLOWED_TARGETS: allowed.join(','), BROWSER_PROXY: egress.proxy },
    cf: false,
    telemetry: { enabled: false },
  }),
)
await miniflare.ready

answerRounds(async (round) => {
  const response = await miniflare.dispatchFetch('http://render/', { method: 'POST', body: JSON.stringify(round) })
  const answer = (await response.json()) as RoundAnswer
  if ('error' in answer) throw new Error(answer.error)
  return answer.records
})

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, 'render-worker.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'esnext',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    alias: Object.fromEntries(
      ['buffer', 'events', 'assert', 'util', 'stream', 'path', 'crypto'].map((name) => [name, `node:${name}`]),
    ),
  })
  return outputFiles[0]!.text
}
