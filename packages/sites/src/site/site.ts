import type { ItemRecord, OfferRecord, PageRecord, PlatformStatusRecord } from './records.ts'

/** Resource types, as Chromium names them, that a browser can leave out. */
export type BlockedType = 'image' | 'media' | 'font' | 'stylesheet'

/** A page that a site wants to read. */
export interface PageRequest {
  url: string
  /**
   * `fetch`: plain HTTP. `render`: a browser runs the page's scripts until the CSS selector `waitFor` matches. `fetch-first`:
   * plain HTTP, then a browser if fields are missing.
   */
  via: 'fetch' | 'render' | 'fetch-first'
  waitFor?: string
  /** Resource types that the browser does not load; by default images, media and fonts. */
  block?: BlockedType[]
  /** Whether to take a picture of the rendered page. */
  screenshot?: boolean
}

/** A loaded page, live or replayed from storage. */
export interface Page {
  /** The address after redirects. */
  url: string
  status: number
  contentType: string
  /** HTML or JSON text. */
  body: string
  /** A PNG, if one was requested and a browser read the page. */
  screenshot?: Uint8Array
}

/** The outlet to read. `options` are the site's own, validated when the outlet is created. */
export interface OutletTarget {
  url: string
  options: unknown
}

/** The search to read. */
export interface SearchTarget {
  /** Base address of the place to search, from the deployment's settings. */
  url: string
  term: string
  zipcode: string
  limit: number
}

/** The single page to read. `options` are the site's own. */
interface PageTarget {
  url: string
  options: unknown
}

/** The items of one page. `next` is the next page of the same list, such as page 2 of a menu. */
export interface ItemsRead {
  items: ItemRecord[]
  next: PageRequest | null
}

/**
 * Reads one platform or kind of page. Requests name the pages to load. Extraction is a pure function from text to records, so
 * it can be tested and replayed without a network. `extract` throws `UnreadablePage` for a page of another kind, such as an
 * error page or a changed layout. A single absent field is `missing` instead.
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
  /** Describes the problem with the `options` of an outlet or page, for the caller; null when they are valid. */
  checkOptions(options: unknown): string | null
}

/** The page is not of the kind that the site reads. The message states the expected and the actual content. */
export class UnreadablePage extends Error {
  override name = 'UnreadablePage'
}
