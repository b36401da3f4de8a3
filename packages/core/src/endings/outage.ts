import { jitter } from '../jitter.ts'

/** The shortest and the longest pause, in ms, of work that an error of ours keeps from ending, without their spread. */
const [shortestPauseMs, longestPauseMs] = [2_000, 300_000]
/** No pause is longer. */
export const mostOutagePauseMs = longestPauseMs * jitter(1)

/** How long work without a deadline of its own is repeated before it ends with our fault as the reason, in seconds. */
export const outageLimitSeconds = { record: 86_400, import: 86_400 }

/** A job's item ends at this error that nobody foresaw: one odd page may cause it each time, so its job does not wait for it. */
export const mostUnforeseen = 5

/** Precedes the reason of work that ends because an outage lasted too long. */
export const ourFault = 'a fault of this service kept it from ending'

/**
 * The pause before the next try during an outage that has lasted `lastedMs`: as long as all the pauses before, spread by 20 %, so that work that
 * failed together does not return together. It takes at most half of the time that is left (`leftMs`), so that tries follow until the end. `random`
 * is in [0, 1).
 */
export const outagePauseMs = (lastedMs: number, random: number, leftMs = Number.POSITIVE_INFINITY): number =>
  Math.max(shortestPauseMs, Math.min(longestPauseMs, lastedMs, leftMs / 2)) * jitter(random)

/** The pause after the `times`th error that nobody foresaw, from 1. Each is three times as long as the one before; all four together last 80 s. */
export const unforeseenPauseMs = (times: number, random: number, leftMs: number): number =>
  outagePauseMs(shortestPauseMs * 3 ** (times - 1), random, leftMs)
