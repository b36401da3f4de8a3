import type { ItemRecord, OfferRecord, PageRecord, PlatformStatusRecord } from './records.ts'

/** What a browser need not load to read a page, by Chromium's resource types. */
export type BlockedType = 'image' | 'media' | 'font' | 'stylesheet'

/** A page that a site wants to read. */
export interface PageRequest {
  url: string
  /**
   * `fetch`: plain HTTP. `render`: a browser runs the page's scripts, and `waitFor` (a CSS selector) tells when it is done.
   * `fetch-first`: plain HTTP, and a browser only where fields are missing then.
   */
  via: 'fetch' | 'render' | 'fetch-first'
  waitFor?: string
  /** What the browser does not load; without it images, media and fonts. */
  block?: BlockedType[]
  /** Whether a picture of the rendered page is wanted. */
  screenshot?: boolean
}

/** A page as read: what `extract` works on, live or replayed from storage. */
export interface Page {
  /** The address after redirects. */
  url: string
  status: number
  contentType: string
  /** HTML or JSON text. */
  body: string
  /** PNG, where one was asked for and a browser read the page. */
  screenshot?: Uint8Array
}

/** What `sites` reads an outlet with; `options` is the site's own, validated by its schema when the outlet is created. */
export interface OutletTarget {
  url: string
  options: unknown
}

/** What `sites` searches with. */
export interface SearchTarget {
  /** Base address of the place to search, from the deployment's settings. */
  url: string
  term: string
  zipcode: string
  limit: number
}

/** What `sites` reads a single page with; `options` is the site's own. */
interface PageTarget {
  url: string
  options: unknown
}

/** `next` is a further page of the same list, for example page 2 of a menu. */
export interface ItemsRead {
  items: ItemRecord[]
  next: PageRequest | null
}

/**
 * Knows how to read one platform or kind of page. Requests say what to read; extraction is pure and synchronous, from
 * text to records, so that it is tested and replayed without a network. An extractor throws `UnreadablePage` when the page is
 * not what the site expects (an error page, a changed layout); a single absent field is `missing` instead.
 */
export interface Site {
  name: string
  outlet?: {
    scan: {
      request(outlet: OutletTarget): PageRequest
      extract(page: Page, outlet: OutletTarget): PlatformStatusRecord
    }
    items: {
      request(outlet: OutletTarget): PageRequest
      extract(page: Page, outlet: OutletTarget): ItemsRead
    }
  }
  search?: {
    request(target: SearchTarget): PageRequest
    extract(page: Page, target: SearchTarget): OfferRecord[]
  }
  page?: {
    request(target: PageTarget): PageRequest
    extract(page: Page, target: PageTarget): PageRecord
  }
  /** Reports, in words for the caller, what is wrong with the `options` of an outlet or page; null when they are fine. */
  checkOptions(options: unknown): string | null
}

/** The page is not of the kind that the site reads. The message says what was expected and what was there. */
export class UnreadablePage extends Error {
  override name = 'UnreadablePage'
}
