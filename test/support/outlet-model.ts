import type { ObservedItem, StoredAvailability } from '@edgesweep/db/rows/item-row.ts'

/** One extraction: the listed items, or a page that cannot be read. */
export type Observation = ObservedItem[] | 'unreadable'

interface Turn<V> {
  old: V
  new: V
}

/** One announced value, with the values read since its last announcement. */
class Aspect<V> {
  #announced: V | null
  #read: V[] = []
  readonly #isSame: (one: V, other: V) => boolean

  constructor(announced: V | null, isSame: (one: V, other: V) => boolean) {
    this.#announced = announced
    this.#isSame = isSame
  }

  get announced(): V | null {
    return this.#announced
  }

  /** Counts a value as announced, without an event. */
  take(value: V | null): void {
    this.#read = []
    this.#announced = value ?? this.#announced
  }

  forget(): void {
    this.#read = []
  }

  observe(value: V | null, confirmations: number): Turn<V> | null {
    if (value === null) return null
    const old = this.#announced
    if (old === null || this.#isSame(old, value)) {
      this.take(value)
      return null
    }
    this.#read.push(value)
    const last = this.#read.slice(-confirmations)
    if (last.length < confirmations || !last.every((one) => this.#isSame(one, value))) return null
    this.take(value)
    return { old, new: value }
  }
}

const hasStock = (availability: StoredAvailability) => availability === 'in_stock' || availability === 'preorder'
const priceOf = ({ priceMinor, currency }: ObservedItem) => (priceMinor === null ? null : `${priceMinor} ${currency}`)

class ItemModel {
  readonly listing: Aspect<boolean>
  readonly price = new Aspect<string>(null, (one, other) => one === other)
  readonly stock = new Aspect<StoredAvailability>(null, (one, other) => hasStock(one) === hasStock(other))

  constructor(isAnnounced: boolean) {
    this.listing = new Aspect(isAnnounced, (one, other) => one === other)
  }

  /** The events of one observation; `read` is null when the item is not listed. */
  observe(key: string, read: ObservedItem | null, confirmations: number): string[] {
    const wasAnnounced = this.listing.announced
    const turn = this.listing.observe(read !== null, confirmations)
    if (!read) {
      if (!turn) return []
      this.price.forget()
      this.stock.forget()
      return [`item.removed ${key} ${this.price.announced} ${this.stock.announced} -> null`]
    }
    const [price, { availability }] = [priceOf(read), read]
    if (!wasAnnounced) {
      this.price.take(price)
      this.stock.take(availability)
      return turn ? [`item.added ${key} null -> ${price} ${availability}`] : []
    }
    const dearer = this.price.observe(price, confirmations)
    const stock = this.stock.observe(availability, confirmations)
    return [
      ...(dearer ? [`item.price_changed ${key} ${dearer.old} -> ${dearer.new}`] : []),
      ...(stock
        ? [`item.${hasStock(stock.new) ? 'back_in_stock' : 'out_of_stock'} ${key} ${stock.old} -> ${stock.new}`]
        : []),
    ]
  }
}

/** The events that each observation of one outlet must cause. */
export class OutletModel {
  /** Items that are stored as listed. */
  listed = new Map<string, ObservedItem>()
  isQuarantined = false
  isAccepted = false
  readonly #items = new Map<string, ItemModel>()
  readonly #confirmations: number
  readonly #share: number
  #isFirst = true

  constructor(confirmations: number, share: number) {
    this.#confirmations = confirmations
    this.#share = share
  }

  observe(observation: Observation): string[] {
    const read = new Map((observation === 'unreadable' ? [] : observation).map((item) => [item.key, item]))
    const vanished = [...this.listed.keys()].filter((key) => !read.has(key)).length
    const unpriced = [...this.listed].filter(
      ([key, { priceMinor }]) => priceMinor !== null && read.get(key)?.priceMinor === null,
    ).length
    const isAnomaly = this.listed.size >= 4 && vanished + unpriced > this.#share * this.listed.size
    if (observation === 'unreadable' || (isAnomaly && !this.isAccepted)) {
      if (!isAnomaly || this.isQuarantined) return []
      this.isQuarantined = true
      return [`sweep.anomalous ${this.listed.size} -> ${vanished} ${unpriced}`]
    }
    this.isQuarantined = false
    this.isAccepted = false
    this.listed = read
    for (const key of read.keys()) {
      if (!this.#items.has(key)) this.#items.set(key, new ItemModel(this.#isFirst))
    }
    this.#isFirst = false
    return [...this.#items].flatMap(([key, item]) => item.observe(key, read.get(key) ?? null, this.#confirmations))
  }
}
