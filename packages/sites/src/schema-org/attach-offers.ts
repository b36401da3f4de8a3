import { isOffer } from './list-things.ts'
import { addValue, isThing, type Thing, thingsOf, valuesOf } from './thing.ts'

/** Adds each top-level offer to the thing that its `itemOffered` names, when the page has that thing. Returns the remaining roots. */
export function attachOffers(roots: Thing[]): Thing[] {
  const byId = new Map(roots.flatMap((root) => (root.id === null ? [] : [[root.id, root] as const])))
  const top = new Set(roots)
  const attached = new Set<Thing>()
  for (const offer of roots.filter(isOffer)) {
    for (const offered of valuesOf(offer, 'itemOffered')) {
      const target = isThing(offered) ? offered : byId.get(String(offered))
      if (!target || !top.has(target)) continue
      if (!thingsOf(target, 'offers').includes(offer)) addValue(target, 'offers', offer)
      attached.add(offer)
    }
  }
  return roots.filter((root) => !attached.has(root))
}
