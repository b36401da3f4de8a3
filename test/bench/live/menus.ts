import { startTown } from '../scrape/town.ts'
import { watchProcessors } from '../watch-processors.ts'
import { checkTruth } from './check-truth.ts'
import { chooseTargets } from './choose-targets.ts'
import type { Design, Target } from './design.ts'
import type { LiveOptions } from './options.ts'
import { sweepFor, sweepOnce, type TownTime } from './sweep-for.ts'

/** A town whose outlets have few or many items. */
export interface Menus {
  time: TownTime
  targets: Target[]
}

/** A sweep of such a town without live requests. */
export interface MenuFigures {
  /** The mean number of items per outlet. */
  items: number
  seconds: number
  /** Processor seconds of workerd and Postgres. */
  cpuSeconds: number
  wrong: string[]
}

const moreItems = [0, 60, 180]
const outlets = 24

export async function openMenus(
  parts: AsyncDisposableStack,
  { pageMs }: Pick<LiveOptions, 'pageMs'>,
): Promise<Menus[]> {
  const menus: Menus[] = []
  for (const more of moreItems) {
    const asked = { outlets: 2 * outlets, moreItems: more, latencyMs: pageMs }
    const town = parts.adopt(await startTown(asked), (one) => one.close())
    await town.freeze(0)
    menus.push({ time: { town, tick: 0 }, targets: await chooseTargets(town, 0, outlets) })
  }
  return menus
}

/** Sweeps a town for the second time, because the first sweep stores everything. */
export async function sweepMenus(design: Design, { time, targets }: Menus): Promise<MenuFigures> {
  await sweepOnce(design, targets)
  const endUse = watchProcessors()
  const [seconds] = await sweepFor(design, time, targets, 0)
  const use = endUse()
  const shown = new Map((await time.town.truth(time.tick)).map(({ slug, items }) => [slug, items.length]))
  return {
    items: targets.reduce((sum, { slug }) => sum + shown.get(slug)!, 0) / targets.length,
    seconds: seconds!,
    cpuSeconds: (use.byRole.workerd + use.byRole.postgres) * use.seconds,
    wrong: await checkTruth(design.database, time, targets),
  }
}
