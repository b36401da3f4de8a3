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

/** The variables that settings are read from; an app that needs fewer sets fewer. */
export interface SettingsEnv {
  /** `a:1, b:2` */
  ALLOWED_TARGETS?: string
  SEARCH_SITE?: string
  SEARCH_URL?: string
  DOMAIN_SLOTS?: string
  /** `127.0.0.1:8788=8, shop.example=1` */
  DOMAIN_SLOTS_BY_HOST?: string
}

/** Throws on a value that cannot be meant, naming the variable. */
export function settingsFrom(env: SettingsEnv): Settings {
  return {
    allowedTargets: parseList(env.ALLOWED_TARGETS ?? ''),
    search: { site: env.SEARCH_SITE ?? '', url: env.SEARCH_URL ?? '' },
    domainSlots: wholeNumber('DOMAIN_SLOTS', env.DOMAIN_SLOTS ?? '2'),
    domainSlotsByHost: parseSlots(env.DOMAIN_SLOTS_BY_HOST ?? ''),
  }
}

/** Throws when `text` is not a whole number of 1 or more. */
export function wholeNumber(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${name} must be a whole number of 1 or more, not "${text}"`)
  return number
}

const parseList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)

function parseSlots(text: string): Record<string, number> {
  const pairs = parseList(text).map((pair) => {
    const cut = pair.lastIndexOf('=')
    const slots = Number(pair.slice(cut + 1))
    if (cut < 1 || !Number.isInteger(slots) || slots < 1)
      throw new Error(`DOMAIN_SLOTS_BY_HOST: "${pair}" is not host=slots`)
    return [pair.slice(0, cut), slots] as const
  })
  return Object.fromEntries(pairs)
}
