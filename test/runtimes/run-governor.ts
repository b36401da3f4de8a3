import { governorSettings } from '@edgesweep/core/governor/governor-settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { governPool } from '@edgesweep/runner/govern-pool.ts'
import { createMetrics } from '@edgesweep/runner/metrics.ts'
import { openReadings } from '@edgesweep/runner/readings/read-host.ts'
import { serveMetrics } from '@edgesweep/runner/serve-metrics.ts'

/** Governs an idle pool on the host that runs this file, and prints the served metrics after three readings, as JSON. */
const metrics = createMetrics()
const server = await serveMetrics({ metrics, hostname: '127.0.0.1', port: 0, findProblem: () => null })
const stop = new AbortController()
const pool = { workers: 1, waiting: async () => 0, busy: () => 0, setWorkers: () => {} }
const quiet = () => {}
let readings = 0
await governPool({ clock: systemClock, log: { info: quiet, warn: quiet, error: quiet } }, pool, {
  settings: governorSettings({ min: 1, max: 2 }),
  readHost: await openReadings(),
  everyMs: 200,
  signal: stop.signal,
  onDecision(decision, now) {
    metrics.recordDecision(decision, now)
    readings += 1
    if (readings === 3) stop.abort()
  },
})
const get = async (path: string) => (await fetch(`${server.url}${path}`)).text()
const served = {
  metrics: await get('/metrics'),
  health: await get('/health'),
  governor: JSON.parse(await get('/governor')),
}
await server.close()
console.log(JSON.stringify(served))
