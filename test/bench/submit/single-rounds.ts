import { join } from 'node:path'
import { runInterleaved, spreadOf } from '../rounds.ts'
import type { Ratio } from '../verdict.ts'
import { waitForEnds } from './burst-rows.ts'
import type { OpenStack } from './burst-stack.ts'
import { planCarts } from './carts.ts'
import { checkBurst } from './check-burst.ts'
import type { SubmitOptions } from './options.ts'
import type { PartReport } from './part-report.ts'
import { isOurs, runSingleArm, type SingleArm, singleArms } from './single-arms.ts'

/** The configuration of the bare Worker. */
export const floorWorker = join(import.meta.dirname, 'floor', 'wrangler.jsonc')
const wantedOfFloor = 0.7

/** Single requests, compared with the same requests to a Worker in the same workerd that makes one insert for each. */
export async function singleRounds(
  openStack: OpenStack,
  options: SubmitOptions,
  say: (line: string) => void,
): Promise<PartReport> {
  await using open = await openStack(floorWorker)
  const [caller] = open.callers
  const { connections } = options
  const wrong: string[] = []
  let clientSeconds = 0
  let seconds = 0
  const results = await runInterleaved(singleArms, options.rounds, async (arm, round) => {
    const burst = `${arm}${round}x`
    const carts = planCarts(burst, options.singles)
    await open.town.forgetServed()
    const cpu = process.cpuUsage()
    const took = await runSingleArm(arm, open, carts, connections)
    const used = process.cpuUsage(cpu)
    clientSeconds += (used.user + used.system) / 1e6
    seconds += took.seconds
    if (isOurs(arm)) {
      await waitForEnds(open.db, burst, carts.length, say)
      wrong.push(...(await checkBurst(open, { burst, carts, ids: took.ids, caller, undisturbed: true })))
    }
    const perSecond = carts.length / took.seconds
    say(`single, round ${round || 'to warm up'}: ${arm} ${perSecond.toFixed(0)}/s.`)
    return perSecond
  })
  const stored = JSON.parse((await caller.ask({ method: 'GET', path: '/bench/floor/count' })).text) as { count: number }
  const expected = options.singles * (options.rounds + 1)
  if (stored.count !== expected) wrong.push(`the floor stored ${stored.count} rows of ${expected}`)

  const floor = results.get('floor')!
  const ofFloor = (arm: SingleArm) => spreadOf(results.get(arm)!.map((perSecond, round) => perSecond / floor[round]!))
  const perSecond = singleArms.map((arm) => [arm, spreadOf(results.get(arm)!)] as const)
  const rows = perSecond.map(([arm, { median, min, max }]) => ({
    arm,
    'requests/s': median.toFixed(0),
    range: `${min.toFixed(0)}–${max.toFixed(0)}`,
    'of floor': ofFloor(arm).median.toFixed(2),
  }))
  // The floor has no workers for the stored requests, so `asleep` is judged against it. Both arms are shown.
  const reached = ofFloor('asleep').median
  const missed = reached < wantedOfFloor ? [`single requests reach ${reached.toFixed(2)} of the floor`] : []
  const figures = {
    perSecond: Object.fromEntries(perSecond),
    ofFloor: { single: ofFloor('single'), asleep: ofFloor('asleep') },
    clientCpuShare: clientSeconds / seconds,
  }
  const ratios = (['single', 'asleep'] as const).map(
    (arm): Ratio => ({
      name: `single submissions a second, jobs ${arm === 'single' ? 'run' : 'wait'} / bare insert`,
      value: ofFloor(arm).median,
      better: 'higher',
    }),
  )
  return { part: 'single', wrong, missed, ratios, figures, tables: [{ rows }] }
}
