import robotsParser from 'robots-parser'
import { productToken } from '../settings.ts'

/** What a robots.txt says to one crawler. */
export interface RobotsRules {
  allows(url: URL): boolean
  /** Milliseconds between two starts; 0 where it asks for none. */
  delayMs: number
}

/** A delay beyond that is taken for this. */
const longestDelayMs = 60_000
/** Lines beyond are not looked at: each costs time for each page, and nobody means so many. */
const maxLines = 5_000

interface Line {
  key: string
  value: string
}

/**
 * The rules of a robots.txt (RFC 9309; `Crawl-delay` as the search engines that know it read it) for a crawler of that product token.
 *
 * @param origin scheme, host and port that the file speaks for
 */
export function robotsRules(text: string, origin: string, crawler: string = productToken): RobotsRules {
  const lines = linesThatCount(text)
  const robots = robotsParser(`${origin}/robots.txt`, lines.map(({ key, value }) => `${key}: ${value}`).join('\n'))
  const group = groupFor(lines, crawler)
  const seconds = robots.getCrawlDelay(group) ?? 0
  return {
    allows: (url) => robots.isAllowed(plainEscapes(url.href), group) ?? true,
    delayMs: seconds > 0 ? Math.min(seconds * 1000, longestDelayMs) : 0,
  }
}

/** Without the lines that speak to nobody here: the parser would end a group at one (RFC 9309, 2.2.4: it must not). */
function linesThatCount(text: string): Line[] {
  const lines = text.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, name = '', value = ''] = /^\s*(user-agent|allow|disallow|crawl-delay)\s*:([^#]*)/i.exec(line) ?? []
    const key = name.toLowerCase()
    if (!key) return []
    return { key, value: key === 'user-agent' ? tokenOf(value) : plainEscapes(value.trim()) }
  })
  return lines.slice(0, maxLines)
}

/** A name up to the first character that no product token has (RFC 9309, 2.2.1): a version may follow. */
const tokenOf = (name: string): string => /^\s*(\*|[a-z_-]+)/i.exec(name)?.[1]?.toLowerCase() ?? '-'

/** RFC 9309, 2.2.2: what needs no escape is compared without one. */
const plainEscapes = (text: string): string =>
  text.replace(/%[0-9a-f]{2}/gi, (escaped) => {
    const letter = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    return /[\w.~-]/.test(letter) ? letter : escaped
  })

/** The most specific group for a crawler: that of its token, or of what comes before one of its hyphens. */
function groupFor(lines: Line[], crawler: string): string {
  const token = tokenOf(crawler)
  const names = lines.filter(({ key }) => key === 'user-agent').map(({ value }) => value)
  const own = names.filter((name) => name === token || token.startsWith(`${name}-`))
  return own.sort((a, b) => b.length - a.length)[0] ?? '*'
}
