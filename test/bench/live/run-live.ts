import prepareStacks from '../../support/stack/prepare-stacks.ts'
import type { Role } from '../process-tree.ts'
import { runInterleaved } from '../rounds.ts'
import type { BenchReport } from '../verdict.ts'
import type { ProcessorUse } from '../watch-processors.ts'
import { idle, planArms } from './arms.ts'
import type { Besides } from './control.ts'
import type { Design } from './design.ts'
import { latenciesOf } from './latencies.ts'
import { type ArmOf, type ArmRun, type Measured, type Measuring, measure } from './measure.ts'
import { type MenuFigures, sweepMenus } from './menus.ts'
import type { LiveOptions } from './options.ts'
import { reportLive } from './report.ts'
import { sweepOnce } from './sweep-for.ts'
import { openWorld } from './world.ts'

/** Sends live requests during sweeps, imports, and a control load of the same processor time, to Edgesweep and to older designs. */
export async function runLive(options: LiveOptions): Promise<BenchReport> {
  say('Preparing Workers and Chromium.')
  await prepareStacks()
  await using world = await openWorld(options, say)
  const designs = [world.ours, ...world.old].filter(({ name }) => options.designs.includes(name))
  const run = async (measuring: Measuring) => {
    const measured = await measure(world, measuring, options)
    say(describe(measuring, measured))
    return measured
  }
  for (const design of designs) {
    const seconds = await sweepOnce(design, world.targets)
    say(`${design.name}: the first sweep of ${world.targets.length} outlets took ${seconds.toFixed(1)} s. Warming up.`)
    await run({ design, arm: idle, asks: true })
  }
  let base = (await run({ design: world.ours, arm: idle, asks: true })).use
  const results = await runInterleaved(
    planArmsOf(designs, options),
    options.rounds,
    async ({ design, arm }): Promise<ArmRun> => {
      const measured = await run({ design, arm, asks: true })
      const isOurs = design === world.ours
      if (isOurs && arm.name === idle.name) base = measured.use
      // As long as the arm took, so that both have as many answers.
      const burns = { besides: besides(measured.use, base), seconds: measured.use.seconds }
      const control = isOurs && arm.name !== idle.name ? await run({ design, arm, asks: true, burns }) : null
      const sweepsOnly = arm.outlets > 0 && !arm.imports && !arm.holds
      const alone = isOurs && sweepsOnly ? await run({ design, arm, asks: false }) : null
      return { measured, control, alone }
    },
    { warmUp: false },
  )
  const menus: MenuFigures[] = []
  for (const menu of world.menus) menus.push(await sweepMenus(world.ours, menu))
  const findsLockWaits = await world.lockWaits.findsOne()
  return reportLive({ results, menus, findsLockWaits }, options)
}

/** The older designs run only sweeps, because they have no imports. */
const planArmsOf = (designs: Design[], options: LiveOptions): ArmOf[] =>
  designs.flatMap((design) =>
    planArms(options)
      .filter(({ imports, holds }) => design.name === 'ours' || !(imports || holds))
      .map((arm) => ({ design, arm })),
  )

function besides(use: ProcessorUse, base: ProcessorUse): Besides {
  const more = (role: Role) => Math.max(0, use.byRole[role] - base.byRole[role])
  return { browser: more('browser'), workerd: more('workerd'), postgres: more('postgres'), node: more('node') }
}

function describe({ design, arm, asks, burns }: Measuring, measured: Measured): string {
  const { answers, use, sweeps, wrong } = measured
  const reads = answers && latenciesOf([measured]).reads
  const parts = [
    `${design.name}, ${arm.name}${burns ? ', control load' : ''}${asks ? '' : ', without live requests'}:`,
    reads && `reads ${reads.p50.toFixed(0)} ms, p99 ${reads.p99.toFixed(0)} ms;`,
    sweeps.length > 0 && `${sweeps.length} sweeps, the last ${sweeps.at(-1)!.toFixed(1)} s;`,
    `${use.processors.toFixed(2)} processors, others ${use.others.toFixed(2)}`,
    ...wrong.map((problem) => `\n  WRONG: ${problem}`),
  ]
  return parts.filter(Boolean).join(' ')
}

const say = (line: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
