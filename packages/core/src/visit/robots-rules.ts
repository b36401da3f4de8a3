import { productToken } from '../settings.ts'
import { type RobotsPattern, robotsPattern } from './robots-pattern.ts'

/** The rules of a robots.txt for one crawler. */
export interface RobotsRules {
  allows(url: URL): boolean
  /** Milliseconds between the starts of two requests; 0 when the file asks for no delay. */
  delayMs: number
}

/** A longer delay is cut to this. */
const longestDelayMs = 60_000
/** Further lines are ignored: each costs time for each page, and no honest file has so many. */
const maxLines = 5_000
/** The characters of the paths whose answers are kept for each file. Each try and each redirect asks about a page again. */
const maxKept = 64 * 1024

interface Line {
  key: string
  value: string
}

/** Parses a robots.txt (RFC 9309, and `Crawl-delay` as search engines read it) for the crawler of one product token. */
export function robotsRules(text: string, crawler: string = productToken): RobotsRules {
  const lines = linesOf(linesThatCount(text), crawler)
  const delays = lines.filter(({ key }) => key === 'crawl-delay').map(({ value }) => Number(value))
  const seconds = delays.findLast((delay) => !Number.isNaN(delay)) ?? 0
  const rules = rulesOf(lines)
  const answers = new Map<string, boolean>()
  let kept = 0
  return {
    allows: ({ pathname, search }) => {
      const path = upperEscapes(plainEscapes(pathname + search))
      const known = answers.get(path)
      if (known !== undefined) return known
      const answer = rules.find(({ matches }) => matches(path))?.allow ?? true
      kept += path.length
      if (kept > maxKept) {
        answers.clear()
        kept = path.length
      }
      answers.set(path, answer)
      return answer
    },
    delayMs: seconds > 0 ? Math.min(seconds * 1000, longestDelayMs) : 0,
  }
}

/** The rules in the order in which they apply: the longest first; if two are equally long, the allowing one first. */
function rulesOf(lines: Line[]): { allow: boolean; matches: RobotsPattern }[] {
  return lines
    .filter(({ key, value }) => key !== 'crawl-delay' && value !== '')
    .map(({ key, value }) => ({ allow: key === 'allow', pattern: encoded(value) }))
    .sort((a, b) => b.pattern.length - a.pattern.length || Number(b.allow) - Number(a.allow))
    .map(({ allow, pattern }) => ({ allow, matches: robotsPattern(pattern) }))
}

/** The lines of a crawler's groups, or of the groups for all when its own have no line. */
function linesOf(lines: Line[], crawler: string): Line[] {
  const linesFor = (group: string) => {
    let [isNamed, inRules] = [false, false]
    return lines.filter(({ key, value }) => {
      const isName = key === 'user-agent'
      if (isName) isNamed = (isNamed && !inRules) || value === group
      inRules = !isName
      return !isName && isNamed
    })
  }
  const own = linesFor(groupFor(lines, crawler))
  return own.length > 0 ? own : linesFor('*')
}

/** Drops lines with other keys, because `linesOf` would end a group at such a line, contrary to RFC 9309, 2.2.4. */
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

const upperEscapes = (text: string): string => text.replace(/%[0-9a-f]{2}/gi, (escaped) => escaped.toUpperCase())

/** A rule with the escapes of a URL. A rule with an unpaired surrogate stays unchanged. */
function encoded(rule: string): string {
  try {
    return upperEscapes(encodeURI(rule).replaceAll('%25', '%'))
  } catch {
    return rule
  }
}
