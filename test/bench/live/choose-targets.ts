import type { BenchTown } from '../scrape/town.ts'
import type { Target } from './design.ts'

/** The town's outlets that are online at a tick, at most `count`. */
export async function chooseTargets(town: BenchTown, tick: number, count: number): Promise<Target[]> {
  const online = (await town.truth(tick)).filter((outlet) => outlet.online).slice(0, count)
  if (online.length < count)
    throw new Error(`The town has ${online.length} outlets online, and ${count} were asked for.`)
  return online.map(({ slug, manner, items }) => ({
    id: `out_${new URL(town.origin).port}_${slug}`,
    slug,
    name: slug,
    url: `${town.origin}/${manner}/${slug}`,
    keys: `${items[0]!.key.split('-')[0]}-`,
  }))
}
