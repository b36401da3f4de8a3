import type { Context } from '../context.ts'
import { NoAnswer, NoPermit } from '../endings/typed-errors.ts'
import type { Usage } from '../endings/usage.ts'
import type { Lane } from '../lane/lane.ts'
import { admitTarget } from './admit-target.ts'
import { fetchOnce } from './fetch-once.ts'
import type { RobotsFile } from './robots-file.ts'
import { type RobotsRules, robotsRules } from './robots-rules.ts'
import { underPermit } from './under-permit.ts'

/** RFC 9309, 2.5: at least 500 KiB are parsed; what comes after them is not read. */
const maxBytes = 512 * 1024
/** RFC 9309, 2.3.1.2: at least five redirects are followed, to other hosts too. */
const maxRedirects = 5
const keptMs = 3_600_000
/** RFC 9309, 2.4: not longer than 24 hours, whatever the answer says of itself. */
const longestKeptMs = 86_400_000
const shortestKeptMs = 300_000
/** A file that could not be had is asked for again after so long. */
const unreachableMs = 60_000

type RobotsContext = Pick<Context, 'fetch' | 'settings' | 'resolve' | 'domains' | 'clock'>

/**
 * What the robots.txt of a URL's origin says to us: as its domain's object knows it, or as fetched now through the same guards and
 * under the same permits as any page. Throws `NoPermit` while the file is unreachable: everything is disallowed then, for now.
 */
export async function readRobots(ctx: RobotsContext, url: URL, lane: Lane, usage: Usage): Promise<RobotsRules> {
  const file = await ctx.domains.robots(url.host, url.origin, () => fetchRobots(ctx, url, lane, usage))
  if (file.unreachable !== null)
    throw new NoPermit(file.expiresAt, `robots.txt of ${url.host} cannot be read: ${file.unreachable}`, true)
  const rules = parsed.get(file) ?? robotsRules(file.text, url.origin)
  parsed.set(file, rules)
  return rules
}

/** A file may have half a megabyte, and is asked for each page. */
const parsed = new WeakMap<RobotsFile, RobotsRules>()

async function fetchRobots(ctx: RobotsContext, { origin }: URL, lane: Lane, usage: Usage): Promise<RobotsFile> {
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
    // RFC 9309, 2.3.1.2: more redirects than that may be taken for no file.
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
