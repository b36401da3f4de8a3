import type { Answered, Context } from '../context.ts'
import type { Usage } from '../endings/usage.ts'
import { EdgesweepError } from '../errors.ts'
import type { LaneName } from '../lane/lane.ts'
import { admitTarget } from './admit-target.ts'
import { readRobots } from './read-robots.ts'
import { type KeyedWork, underPermit } from './under-permit.ts'

/** The part of the context that a polite request needs. */
export type VisitContext = Pick<Context, 'fetch' | 'settings' | 'resolve' | 'domains' | 'clock'> & KeyedWork

/** An address that may be read. `under` runs its loading under its domain's permit and at its domain's pace. */
export interface Visit {
  url: URL
  under<T extends Answered>(load: () => Promise<T>): Promise<T>
}

/**
 * Prepares one request to an address: it must be on the public internet, and its robots.txt must allow it, unless the operator ignores that
 * file. Throws `target_refused`, `disallowed`, `NoPermit`.
 */
export async function prepareVisit(ctx: VisitContext, address: string, lane: LaneName, usage: Usage): Promise<Visit> {
  const url = await admitTarget(ctx, address)
  const delayMs = await delayBetweenVisits(ctx, url, lane, usage)
  return { url, under: (load) => underPermit(ctx, url, lane, usage, delayMs, load) }
}

async function delayBetweenVisits(ctx: VisitContext, url: URL, lane: LaneName, usage: Usage): Promise<number> {
  if (ctx.settings.robotsIgnoredHosts.includes(url.host)) {
    if (!usage.robotsIgnored.includes(url.host)) usage.robotsIgnored.push(url.host)
    return 0
  }
  const rules = await readRobots(ctx, url, lane, usage)
  if (!rules.allows(url)) throw new EdgesweepError('disallowed', `robots.txt of ${url.host} disallows ${url.href}`)
  return rules.delayMs
}
