import { watchTree } from '../process-tree.ts'
import { waitsOfFew } from './ask-few.ts'
import { readRows, waitForEnds } from './burst-rows.ts'
import type { OpenStack } from './burst-stack.ts'
import { planCarts } from './carts.ts'
import { checkBurst } from './check-burst.ts'
import type { SubmitOptions } from './options.ts'
import type { PartReport } from './part-report.ts'
import { probe, probeCarts } from './probe.ts'
import { processorUse } from './processor-use.ts'
import { reportRun } from './report-run.ts'
import { samplePositions } from './sample-positions.ts'
import { submitInBatches } from './submit-carts.ts'

const followed = 200
const fewTimes = 5

/** A burst from end to end, submitted twice, with a few carts of another caller, sampled positions, and probes of the API. */
export async function runBurst(
  openStack: OpenStack,
  options: SubmitOptions,
  say: (line: string) => void,
): Promise<PartReport> {
  await using open = await openStack()
  const { stack, town, db, callers, warm } = open
  const [many] = callers
  const seconds = options.phaseSeconds
  const probeWith = (burst: string, known: readonly string[]) =>
    probe(many, seconds, planCarts(burst, probeCarts(seconds)), known)
  say('run: measuring while idle.')
  const idle = await probeWith('idle', warm)
  const idleWaitsMs = await waitsOfFew(open, 'few-idle', { times: fewTimes, everyMs: 500 }, say)

  await town.forgetServed()
  const watch = watchTree(stack.process.pid!)
  const carts = planCarts('burst', options.carts)
  const first = await submitInBatches(many, carts)
  say(`run: ${carts.length} carts accepted in ${first.seconds.toFixed(2)} s.`)
  const again = await submitInBatches(many, carts)
  const { ids } = first
  const over = new AbortController()
  const step = Math.max(1, Math.floor(ids.length / followed))
  const someIds = ids.filter((_, n) => n % step === step - 1)
  const sampling = samplePositions(many, someIds, over.signal)
  const fewAsked = waitsOfFew(open, 'few-busy', { times: fewTimes, everyMs: (seconds * 1000) / fewTimes }, say)
  const [busy, busyWaitsMs] = await Promise.all([probeWith('busy', ids), fewAsked])
  await waitForEnds(db, 'burst', carts.length, say)
  const onRecordAt = Date.now()
  over.abort()

  const use = processorUse(watch.stop(), carts.length)
  const rows = await readRows(db, 'burst')
  const reports = await sampling
  const wrong = await checkBurst(open, { burst: 'burst', carts, ids, caller: many, undisturbed: true })
  const changed = ids.filter((id, n) => again.ids[n] !== id)
  if (changed.length > 0) wrong.push(`burst: ${changed.length} carts got another id when they were sent again`)
  return reportRun({ first, again, rows, reports, idle, busy, idleWaitsMs, busyWaitsMs, onRecordAt, use }, wrong)
}
