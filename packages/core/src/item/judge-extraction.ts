import type { StoredListing } from '@edgesweep/db/queries/item/read-listing.ts'
import type { ExtractionWrite, ItemChange, ItemEvent } from '@edgesweep/db/queries/item/write-extraction.ts'
import type { ItemState, ObservedItem, StoredItem } from '@edgesweep/db/rows/item-row.ts'
import type { Quarantine } from '@edgesweep/db/schema/outlets.ts'
import { type ItemPair, judgeItem, newItem } from './judge-item.ts'

/** The result of reading an outlet's pages. */
export interface Extraction {
  /** All items that the outlet lists. A stored item that is not among them is no longer listed. */
  items: ObservedItem[]
  /** The reason why the page could not be read. Then `items` is empty, and all listed items count as vanished. */
  unreadable?: string | null
  /** The share of listed items, 0 to 1, above which items that vanish or lose their price begin a quarantine. */
  anomalyShare: number
}

/** The verdict on an extraction. */
export interface ExtractionCounts {
  /** False, with all items unchanged, when the page could not be read and during a quarantine. */
  recorded: boolean
  /** The anomaly guard held the extraction back. */
  quarantined: boolean
  /** New items and those listed again. */
  added: number
  changed: number
  removed: number
  unchanged: number
  /** Change events. */
  events: number
}

export interface Judgement {
  write: Pick<ExtractionWrite, 'quarantine' | 'isRefused' | 'changes' | 'events'>
  counts: ExtractionCounts
}

export const nothingRecorded: ExtractionCounts = {
  recorded: false,
  quarantined: false,
  added: 0,
  changed: 0,
  removed: 0,
  unchanged: 0,
  events: 0,
}

/** With fewer items, losing most of them is usual, so the outlet is never quarantined. */
const leastListed = 4

/**
 * Determines the changes and the events of an extraction. An outlet's first extraction is its baseline, without events. An extraction in
 * which too many items vanished or lost their price begins a quarantine, which one `sweep.anomalous` announces. It lasts until the next
 * extraction that is normal or was accepted.
 */
export function judgeExtraction(stored: StoredListing, extraction: Extraction): Judgement {
  const pairs = pairItems(stored, extraction.items)
  const counts = countPairs(pairs)
  const unreadable = extraction.unreadable ?? null
  const isAnomaly =
    counts.listed >= leastListed && counts.removed + counts.unpriced > extraction.anomalyShare * counts.listed
  const isAccepted = unreadable === null && stored.quarantine?.accepted === true
  const quarantined = isAnomaly && !isAccepted
  const isRefused = quarantined || unreadable !== null
  const quarantine = isAnomaly && stored.quarantinedAt === null ? quarantineOf(counts, unreadable) : null
  const events: ItemEvent[] = quarantine ? [anomalyOf(quarantine)] : []
  if (isRefused) {
    return {
      write: { quarantine, isRefused, changes: [], events },
      counts: { ...nothingRecorded, quarantined, events: events.length },
    }
  }
  const changes: ItemChange[] = []
  for (const pair of pairs) {
    if (isSettled(pair)) continue
    const { state, events: news } = judgeItem(pair, stored.confirmations)
    changes.push({ ...flagsOf(pair, state), id: pair.id, key: pair.was.key, ...state })
    events.push(...news)
  }
  const { added, changed, removed, unchanged } = counts
  return {
    write: { quarantine, isRefused, changes, events },
    counts: { recorded: true, quarantined, added, changed, removed, unchanged, events: events.length },
  }
}

type Outcome = 'added' | 'relisted' | 'changed' | 'unchanged' | 'removed' | 'absent'

interface Pair extends ItemPair {
  id: string | null
  outcome: Outcome
}

function pairItems(stored: StoredListing, items: ObservedItem[]): Pair[] {
  const read = new Map<string, ObservedItem>()
  for (const item of items) if (!read.has(item.key)) read.set(item.key, item)
  const known = stored.items.map((was): Pair => {
    const now = read.get(was.key) ?? null
    read.delete(was.key)
    return { id: was.id, was, now, outcome: outcomeOf(was, now) }
  })
  const isBaseline = stored.lastExtractedAt === null
  const added = [...read.values()].map(
    (now): Pair => ({ id: null, was: newItem(now.key, isBaseline), now, outcome: 'added' }),
  )
  return [...known, ...added]
}

function outcomeOf(was: StoredItem, now: ObservedItem | null): Outcome {
  if (!now) return was.listed ? 'removed' : 'absent'
  if (!was.listed) return 'relisted'
  return isSameFact(was, now) && was.url === now.url && was.imageUrl === now.imageUrl ? 'unchanged' : 'changed'
}

type Facts = Pick<ItemState, 'name' | 'priceMinor' | 'currency' | 'availability'>

const isSameFact = (one: Facts, other: Facts): boolean =>
  one.name === other.name &&
  one.priceMinor === other.priceMinor &&
  one.currency === other.currency &&
  one.availability === other.availability

function countPairs(pairs: Pair[]) {
  const count = (...outcomes: Outcome[]) => pairs.filter(({ outcome }) => outcomes.includes(outcome)).length
  const unpriced = pairs.filter(
    ({ outcome, was, now }) => outcome === 'changed' && was.priceMinor !== null && now?.priceMinor === null,
  ).length
  const [changed, removed, unchanged] = [count('changed'), count('removed'), count('unchanged')]
  const listed = changed + removed + unchanged
  return { added: count('added', 'relisted'), changed, removed, unchanged, listed, unpriced }
}

type Counts = ReturnType<typeof countPairs>

function quarantineOf({ listed, removed: vanished, unpriced }: Counts, unreadable: string | null): Quarantine {
  const reason = unreadable ?? `${vanished} of ${listed} items vanished, ${unpriced} lost their price`
  return { reason, listed, vanished, unpriced, accepted: false }
}

const anomalyOf = ({ reason, listed, vanished, unpriced }: Quarantine): ItemEvent => ({
  kind: 'sweep.anomalous',
  key: null,
  old: { listed },
  new: { vanished, unpriced, reason },
})

/** Whether an item is stored as observed and no change of it waits for confirmation. `readListing` omits such absent items. */
const isSettled = ({ outcome, was, now }: Pair): boolean =>
  (outcome === 'unchanged' || outcome === 'absent') &&
  was.announcedListed === (now !== null) &&
  was.priceSeen === 0 &&
  was.stockSeen === 0

function flagsOf({ outcome, was }: Pair, state: ItemState): Pick<ItemChange, 'isChanged' | 'hasSnapshot'> {
  const cameOrWent = outcome === 'added' || outcome === 'relisted' || outcome === 'removed'
  return {
    isChanged: cameOrWent || outcome === 'changed',
    hasSnapshot: cameOrWent || (outcome === 'changed' && !isSameFact(was, state)),
  }
}
