import { distinctItems } from '../site/distinct-items.ts'
import type { ItemRecord } from '../site/records.ts'
import { listThings } from './list-things.ts'
import { readListed } from './read-listed.ts'
import type { Sources } from './read-sources.ts'
import type { Thing } from './thing.ts'

const priced = (items: ItemRecord[]) => items.filter(({ price }) => price.state === 'found').length

/**
 * Everything for sale on the page, from the syntax with the most prices; on a tie, the earlier in precedence. Shops that use
 * several syntaxes repeat the same list in each. `only` limits the result to the lists of these things.
 */
export function readItems({ syntaxes, facts }: Sources, only?: Thing[]): ItemRecord[] {
  const candidates = (only ? [only] : syntaxes).map((roots) => {
    const items = listThings(roots).map((listed) => readListed(listed, facts))
    return distinctItems(items.filter((item) => item !== null))
  })
  const better = (best: ItemRecord[], next: ItemRecord[]) => {
    const gain = priced(next) - priced(best)
    return gain > 0 || (gain === 0 && next.length > best.length && priced(best) === 0) ? next : best
  }
  return candidates.reduce(better, [])
}
