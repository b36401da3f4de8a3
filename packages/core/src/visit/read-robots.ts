import type { Context } from '../context.ts'
import { NoAnswer, NoPermit } from '../endings/typed-errors.ts'
import type { Usage } from '../endings/usage.ts'
import type { LaneName } from '../lane/lane.ts'
import { admitTarget } from './admit-target.ts'
import { fetchOnce } from './fetch-once.ts'
import { type RobotsRules, robotsRules } from './robots-rules.ts'
import type { RobotsFile } from './shared-robots.ts'
import { type KeyedWork, underPermit } from './under-permit.ts'

/** RFC 9309, 2.5: parsers read at least 500 KiB. The rest of a longer file is ignored. */
const maxBytes = 512 * 1024
/** RFC 9309, 2.3.1.2: crawlers follow at least five redirects, even to other hosts. */
const maxRedirects = 5
const keptMs = 3_600_000
/** RFC 9309, 2.4: a file is cached for 24 hours at most, even if its own headers allow more. */
const longestKeptMs = 86_400_000
const shortestKeptMs = 300_000
/** An unreachable file is requested again after this time. */
const unreachableMs = 60_000

type RobotsContext = Pick<Context, 'fetch' | 'settings' | 'resolve' | 'domains' | 'clock'> & KeyedWork

/**
 * The rules of the robots.txt of a URL's origin: from the cache of its domain's object, or fetched now through the same guards and permits as any
 * page. Throws `NoPermit` while the file is unreachable: all pages are disallowed for that time.
 */
export async function readRobots(ctx: RobotsContext, url: URL, lane: LaneName, usage: Usage): Promise<RobotsRules> {
  const file = await ctx.domains.robots(url.host, url.origin, () => fetchRobots(ctx, url, lane, usage))
  if (file.unreachable !== null)
    throw new NoPermit(
      file.expiresAt - ctx.clock.now(),
      `robots.txt of ${url.host} cannot be read: ${file.unreachable}`,
      { throttled: true },
    )
  return rulesIn(file.text)
}

/** Parsed rules by the text of their file, the last used at the end. A file can have half a megabyte, and each page needs its rules. */
const parsed = new Map<string, RobotsRules>()
const maxParsed = 20

/** The rules of a file. All invocations of a process share them. */
function rulesIn(text: string): RobotsRules {
  const rules = parsed.get(text) ?? robotsRules(text)
  parsed.delete(text)
  parsed.set(text, rules)
  if (parsed.size > maxParsed) parsed.delete(parsed.keys().next().value!)
  return rules
}

async function fetchRobots(ctx: RobotsContext, { origin }: URL, lane: LaneName, usage: Usage): Promise<RobotsFile> {
  const file = (text: string, unreachable: string | null, ms: number) => ({
    text,
    unreachable,
    expiresAt: ctx.clock.now() + ms,
  })
  try {
    let url = await admitTarget(ctx, `${origin}/robots.txt`)
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const answer = await underPermit(ctx, url, lane, usage, null, () =>
        fetchOnce(ctx, url, { accept: 'text/plain,*/*;q=0.5', maxBytes, cut: true }),
      )
      const { status } = answer
      if (answer.location) url = await admitTarget(ctx, answer.location)
      else if (status >= 500) return file('', `it answered ${status}`, unreachableMs)
      else if (status >= 200 && status < 300)
        return file(new TextDecoder().decode(answer.body), null, keptFor(answer.headers))
      else return file('', null, keptMs)
    }
    // RFC 9309, 2.3.1.2: after more redirects, the file may be taken as absent.
    return file('', null, keptMs)
  } catch (error) {
    if (error instanceof NoAnswer) return file('', error.message, unreachableMs)
    throw error
  }
}

function keptFor(headers: Headers): number {
  const seconds = /max-age=(\d{1,9})/i.exec(headers.get('cache-control') ?? '')?.[1]
  return seconds ? Math.min(longestKeptMs, Math.max(shortestKeptMs, Number(seconds) * 1000)) : keptMs
}
