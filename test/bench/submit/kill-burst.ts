import { eventually } from '../../support/eventually.ts'
import { readRows, waitForEnds } from './burst-rows.ts'
import type { OpenStack } from './burst-stack.ts'
import { planCarts } from './carts.ts'
import { checkBurst } from './check-burst.ts'
import { countSearches } from './count-searches.ts'
import type { SubmitOptions } from './options.ts'
import type { PartReport } from './part-report.ts'
import { submitInBatches } from './submit-carts.ts'

const killWithinMs = 100
const patienceMs = 1_800_000

/** A burst during which workerd is killed after its last 202, and again when half of the carts have been searched. */
export async function killBurst(
  openStack: OpenStack,
  options: SubmitOptions,
  say: (line: string) => void,
): Promise<PartReport> {
  await using open = await openStack()
  const { stack, db, town } = open
  const [caller] = open.callers
  const carts = planCarts('killed', options.carts)
  await town.forgetServed()
  const victim = await stack.workerd()
  const first = await submitInBatches(caller, carts)
  const acceptedAt = performance.now()
  process.kill(victim, 'SIGKILL')
  const killedAfterMs = performance.now() - acceptedAt
  say(`kill: killed workerd ${killedAfterMs.toFixed(1)} ms after the last of ${carts.length} carts was accepted.`)
  const again = await submitInBatches(caller, carts)
  say(`kill: all were sent again, and are known, ${((performance.now() - acceptedAt) / 1000).toFixed(1)} s later.`)
  const half = async () => (await countSearches(town)) >= carts.length / 2
  await eventually('half of the carts have been searched', half, { within: patienceMs, every: 500 })
  process.kill(await stack.workerd(), 'SIGKILL')
  say('kill: killed workerd half-way.')
  await waitForEnds(db, 'killed', carts.length, say)

  const wrong = await checkBurst(open, { burst: 'killed', carts, ids: first.ids, caller, undisturbed: false })
  const changed = first.ids.filter((id, n) => again.ids[n] !== id)
  if (changed.length > 0) wrong.push(`killed: ${changed.length} carts got another id when they were sent again`)
  if (killedAfterMs > killWithinMs) wrong.push(`killed: the first kill came only after ${killedAfterMs.toFixed(0)} ms`)
  const rows = await readRows(db, 'killed')
  const took = (Math.max(...rows.map(({ endedAt }) => endedAt)) - rows[0]!.submittedAt) / 1000
  const { arrivals } = await town.served()
  const searched = arrivals.filter(({ path }) => path.includes('killed')).length
  const figures = {
    accepted_s: first.seconds,
    all_ended_s: took,
    carts: carts.length,
    searches: searched,
    resent: caller.resent,
  }
  return {
    part: 'kill',
    wrong,
    missed: [],
    figures,
    tables: [{ rows: [{ burst: 'workerd killed twice', ...rounded(figures) }] }],
  }
}

const rounded = (figures: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(2))]))
