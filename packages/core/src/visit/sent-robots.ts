import { boundedWait } from '../endings/waits.ts'
import type { RobotsFile } from './shared-robots.ts'

/**
 * A robots.txt on its way between a reader and the domain's object. `keptMs`: how long it may be used; an earlier version sends only
 * `expiresAt`.
 */
export type SentRobots = RobotsFile & { keptMs?: number }

/** A robots.txt as the domain's object stores it. An earlier version stored no `keptAt`. */
export type KeptRobots = RobotsFile & { keptAt?: number }

/** The file as it is sent to a receiver with another clock. */
export const sendRobots = (file: RobotsFile, now: number): SentRobots => ({ ...file, keptMs: file.expiresAt - now })

/** The received file, with `expiresAt` by the receiver's clock. */
export const receiveRobots = ({ keptMs, ...file }: SentRobots, now: number): RobotsFile => ({
  ...file,
  expiresAt: now + boundedWait(keptMs ?? file.expiresAt - now, 0),
})

/** The file that a domain's object stores. */
export const keepRobots = (sent: SentRobots, now: number): KeptRobots => ({ ...receiveRobots(sent, now), keptAt: now })

/** The stored file for a reader; null when it has expired, or was stored by a clock that is ahead of the present one. */
export function keptRobots({ keptAt, ...file }: KeptRobots, now: number): SentRobots | null {
  // A file that forbids every path must not stay when the clock of an earlier version was wrong.
  const isTrusted = keptAt === undefined ? file.unreachable === null : keptAt <= now
  return isTrusted && file.expiresAt > now ? sendRobots(file, now) : null
}
