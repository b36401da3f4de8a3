import type { StoredAvailability } from '@edgesweep/db/queries/item/read.ts'
import type { ObservedItem } from '@edgesweep/db/queries/item/record.ts'

/** What an extraction finds: what is listed, or a page that cannot be read. */
export type Observation = ObservedItem[] | 'unreadable'

interface Turn<V> {
  old: V
  new: V
}

/** One thing that is told of, as the list of what was read since it was told last. */
class Aspect<V> {
  #told: V | null
  #read: V[] = []
  readonly #isSame: (one: V, other: V) => boolean

  constructor(told: V | null, isSame: (one: V, other: V) => boolean) {
    this.#told = told
    this.#isSame = isSame
  }

  get told(): V | null {
    return this.#told
  }

  /** Takes a value as told without telling. */
  take(value: V | null): void {
    this.#read = []
    this.#told = value ?? this.#told
  }

  forget(): void {
    this.#read = []
  }

  observe(value: V | null, confirmations: number): Turn<V> | null {
    if (value === null) return null
    const old = this.#told
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

  constructor(isTold: boolean) {
    this.listing = new Aspect(isTold, (one, other) => one === other)
  }

  /** The events of one observation, as `lineOf` writes them; `read` is null when the item is not listed. */
  observe(key: string, read: ObservedItem | null, confirmations: number): string[] {
    const wasTold = this.listing.told
    const turn = this.listing.observe(read !== null, confirmations)
    if (!read) {
      if (!turn) return []
      this.price.forget()
      this.stock.forget()
      return [`item.removed ${key} ${this.price.told} ${this.stock.told} -> null`]
    }
    const [price, { availability }] = [priceOf(read), read]
    if (!wasTold) {
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

/** What the events of one outlet must be, observation by observation. */
export class OutletModel {
  /** What is stored as listed. */
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
    const isTooMuch = this.listed.size >= 4 && vanished + unpriced > this.#share * this.listed.size
    if (observation === 'unreadable' || (isTooMuch && !this.isAccepted)) {
      if (!isTooMuch || this.isQuarantined) return []
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
