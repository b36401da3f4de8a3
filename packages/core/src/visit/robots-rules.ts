import robotsParser from 'robots-parser'
import { productToken } from '../settings.ts'

/** The rules of a robots.txt for one crawler. */
export interface RobotsRules {
  allows(url: URL): boolean
  /** Milliseconds between two starts; 0 when it asks for no delay. */
  delayMs: number
}

/** A longer delay is cut to this. */
const longestDelayMs = 60_000
/** Further lines are ignored: each costs time for each page, and no honest file has so many. */
const maxLines = 5_000

interface Line {
  key: string
  value: string
}

/**
 * Parses a robots.txt (RFC 9309, and `Crawl-delay` as search engines read it) for the crawler of one product token.
 *
 * @param origin scheme, host and port that the file applies to
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

/** Drops lines with other keys: the parser would end a group at one, against RFC 9309, 2.2.4. */
function linesThatCount(text: string): Line[] {
  const lines = text.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, name = '', value = ''] = /^\s*(user-agent|allow|disallow|crawl-delay)\s*:([^#]*)/i.exec(line) ?? []
    const key = name.toLowerCase()
    if (!key) return []
    return { key, value: key === 'user-agent' ? tokenOf(value) : plainEscapes(value.trim()) }
  })
  return lines.slice(0, maxLines)
}

/** The product token at the start of a name (RFC 9309, 2.2.1). A version may follow it. */
const tokenOf = (name: string): string => /^\s*(\*|[a-z_-]+)/i.exec(name)?.[1]?.toLowerCase() ?? '-'

/** RFC 9309, 2.2.2: unreserved characters are compared unescaped. */
const plainEscapes = (text: string): string =>
  text.replace(/%[0-9a-f]{2}/gi, (escaped) => {
    const letter = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    return /[\w.~-]/.test(letter) ? letter : escaped
  })

/** The most specific group for a crawler: the group of its token, or of a part of the token before a hyphen. */
function groupFor(lines: Line[], crawler: string): string {
  const token = tokenOf(crawler)
  const names = lines.filter(({ key }) => key === 'user-agent').map(({ value }) => value)
  const own = names.filter((name) => name === token || token.startsWith(`${name}-`))
  return own.sort((a, b) => b.length - a.length)[0] ?? '*'
}
