import type { Tally } from '../fault.ts'
import type { World } from '../world.ts'
import { insertOutlets } from './insert-outlets.ts'
import { JobWork } from './job-work.ts'

/** Sweeps of outlets with one product each, whose page never changes: each outlet must have one item, and each item one snapshot. */
export class SweepWork extends JobWork {
  #outletIds: string[] = []
  #mustHaveItems: string[] = []

  /** @param urlOf the page of an outlet, from 1; it contains the word */
  static async begin(
    world: World,
    count: number,
    {
      urlOf = (word: string, n: number) => `${world.town.origin}/odd/shop/${n}?plain=1&of=${word}${n}`,
      perSweep = count,
      ends = ['completed'],
      isReached = (_n: number): boolean => true,
    } = {},
  ): Promise<SweepWork> {
    const work = new SweepWork(world, JobWork.nextWord())
    const urls = Array.from({ length: count }, (_, n) => urlOf(work.word, n + 1))
    const ids = await insertOutlets(world.db, work.word, world.owner.keyId, urls)
    work.#outletIds = ids
    work.#mustHaveItems = ids.filter((_, n) => isReached(n + 1))
    for (let from = 0; from < count; from += perSweep) {
      const outlet_ids = ids.slice(from, from + perSweep)
      await work.submit([{ body: { kind: 'sweep', outlet_ids }, ends }])
    }
    return work
  }

  get outletIds(): string[] {
    return this.#outletIds
  }

  override async tally(): Promise<Tally> {
    const tally = await super.tally()
    const { rows } = await this.world.db.query<{ id: string; items: number; most: number }>(
      `select o.id, count(distinct i.id)::int as items, coalesce(max(s.n), 0)::int as most
       from outlets o
         left join items i on i.outlet_id = o.id
         left join lateral (select count(*) as n from snapshots where item_id = i.id) s on true
       where o.id = any($1) group by o.id`,
      [this.#outletIds],
    )
    const found = new Map(rows.map((row) => [row.id, row]))
    const without = this.#mustHaveItems.filter((id) => found.get(id)?.items === 0)
    const twice = rows.filter(({ items, most }) => items > 1 || most > 1)
    return {
      ...tally,
      accepted: this.#outletIds.length,
      lost: tally.lost + without.length,
      doubled: tally.doubled + twice.length,
      wrong: [...tally.wrong, ...without.slice(0, 5).map((id) => `${id} has no item`)],
    }
  }
}
