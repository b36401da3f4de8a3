import type { BlockedType } from '@edgesweep/sites/site/site.ts'
import type { BrowserSlot } from './browser-slots.ts'
import { type OpenPage, openPage, type PageGuard } from './open-page.ts'

/** A tab that old in pages is not used again: what they leave behind adds up. */
const maxPages = 50

/**
 * A page in a context of its own, in a slot, for the pages of one job on one host, one after another: most of what a page costs is
 * the process that it needs. Between two of them it is offline.
 */
export class Tab {
  readonly slot: BrowserSlot
  readonly #guard: PageGuard
  readonly #block: BlockedType[] | undefined
  #open: OpenPage | null = null
  /** Something is open that nobody can close: it took too long to come up. */
  #isLate = false
  #pages = 0
  #closing: Promise<void> | null = null

  constructor(slot: BrowserSlot, guard: PageGuard, block: BlockedType[] | undefined) {
    this.slot = slot
    this.#guard = guard
    this.#block = block
  }

  /** Aborts when nothing may be done in it any more: its slot was lost, or the page's process has died. */
  gone(): AbortSignal {
    return this.#open ? AbortSignal.any([this.slot.lost, this.#open.crashed]) : this.slot.lost
  }

  /** The page, ready to be taken somewhere. */
  async wake(): Promise<OpenPage> {
    this.#pages += 1
    if (this.#open) {
      await this.#open.page.setOfflineMode(false)
      return this.#open
    }
    this.#isLate = true
    this.#open = await openPage(this.slot.browser, this.#guard, this.#block)
    this.#isLate = false
    return this.#open
  }

  /** What was read asks its domain for nothing more. */
  async rest(): Promise<void> {
    await this.#open?.page.setOfflineMode(true)
  }

  /** Whether it may be kept for another page. */
  async mayStay(): Promise<boolean> {
    return this.#pages < maxPages && this.#open?.crashed.aborted === false && this.slot.keep()
  }

  /** Closes it and gives its slot back, once. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const closed = this.#open ? await this.#open.close() : !this.#isLate
    await this.slot.giveBack(!closed)
  }
}
