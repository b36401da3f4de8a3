import type { BlockedType } from '@edgesweep/sites/site/site.ts'
import type { BrowserSlot } from './browser-slots.ts'
import { type OpenPage, openPage, type PageGuard } from './open-page.ts'

/** A tab is closed after this many pages, because leftovers of pages add up. */
const maxPages = 50

/**
 * One page in its own context and slot, used for one job's pages on one host in turn, because starting its process is most of
 * a page's cost. Between two pages it is offline.
 */
export class Tab {
  readonly slot: BrowserSlot
  readonly #guard: PageGuard
  readonly #block: BlockedType[] | undefined
  #open: OpenPage | null = null
  /** Opening took too long, so something may be open that cannot be closed. */
  #isLate = false
  #pages = 0
  #closing: Promise<void> | null = null

  constructor(slot: BrowserSlot, guard: PageGuard, block: BlockedType[] | undefined) {
    this.slot = slot
    this.#guard = guard
    this.#block = block
  }

  /** Aborts when the tab is no longer usable: its slot was lost or its process died. */
  gone(): AbortSignal {
    return this.#open ? AbortSignal.any([this.slot.lost, this.#open.crashed]) : this.slot.lost
  }

  /** Counts a page and returns the open page, online. */
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

  /** Takes the page offline, so that it sends its domain no further requests. */
  async rest(): Promise<void> {
    await this.#open?.page.setOfflineMode(true)
  }

  /** Whether the tab may be kept for another page. */
  async mayStay(): Promise<boolean> {
    return this.#pages < maxPages && this.#open?.crashed.aborted === false && this.slot.keep()
  }

  /** Closes the tab and returns its slot. Later calls have no effect. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const closed = this.#open ? await this.#open.close() : !this.#isLate
    await this.slot.giveBack(!closed)
  }
}
