/**
 * Wraps `work` so that at most one run is active. A call starts a run at once if none is active. Any number of calls during a run start one more
 * run, `pauseMs` milliseconds after the active run ends.
 */
export function oneAtATime(work: () => Promise<unknown>, pauseMs: number): () => Promise<void> {
  let isRequested = false
  let isRunning = false
  return async () => {
    isRequested = true
    if (isRunning) return
    isRunning = true
    while (isRequested) {
      isRequested = false
      await work()
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    isRunning = false
  }
}
