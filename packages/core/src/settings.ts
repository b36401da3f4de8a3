/** What an operator sets, read from the environment by each app's `context.ts`. */
export interface Settings {
  /** host:port pairs that may be scraped or called although they are not on the public internet. */
  allowedTargets: string[]
  /** Where a cart's terms are searched. */
  search: { site: string; url: string }
  /** Requests in flight to one domain, and exceptions by host. */
  domainSlots: number
  domainSlotsByHost: Record<string, number>
}

/** `"a:1, b:2"` → `["a:1", "b:2"]` */
export const parseList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)

/** `"127.0.0.1:8788=8, shop.example=1"` → slots by host. Throws on a pair without a whole number. */
export function parseSlots(text: string): Record<string, number> {
  const pairs = parseList(text).map((pair) => {
    const cut = pair.lastIndexOf('=')
    const slots = Number(pair.slice(cut + 1))
    if (cut < 1 || !Number.isInteger(slots) || slots < 1)
      throw new Error(`DOMAIN_SLOTS_BY_HOST: "${pair}" is not host=slots`)
    return [pair.slice(0, cut), slots] as const
  })
  return Object.fromEntries(pairs)
}
