import { boundedWait } from '../endings/waits.ts'

/** Browser launches that failed in a row. Times are epoch milliseconds. */
export interface LaunchTrouble {
  /** When the first of them failed. */
  since: number
  failures: number
}

/** The longest pause, in ms, before the next attempt to launch a browser. */
const longestLaunchPauseMs = 60_000
/** How long, in ms, a caller is refused who wants a browser while none runs and none can be started. */
const refusalMs = 5_000
/** After this many failures, the pause doubles no more. */
const mostDoublings = 6

export const withFailure = (trouble: LaunchTrouble | null, now: number): LaunchTrouble => ({
  since: trouble?.since ?? now,
  failures: (trouble?.failures ?? 0) + 1,
})

/** The pause after a failed launch, in ms. It doubles with each failure. `pauseMs`: the first pause. */
export const launchPause = ({ failures }: LaunchTrouble, pauseMs: number): number =>
  Math.min(longestLaunchPauseMs, boundedWait(pauseMs) * 2 ** Math.min(failures - 1, mostDoublings))

/** Until when a caller is refused. It need not wait in line, where it would hold a place that work without a browser could use. */
export const refusedUntil = (launchableAt: number, now: number): number => Math.max(launchableAt, now + refusalMs)
