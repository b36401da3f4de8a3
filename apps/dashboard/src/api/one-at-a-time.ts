/**
 * Makes `work` something that may be asked for at any rate: at once when it rests, else once more when what goes on has ended and `pauseMs` have
 * passed, so that it always begins after the last time that it was asked for.
 */
export function oneAtATime(work: () => Promise<unknown>, pauseMs: number): () => Promise<void> {
  let isAsked = false
  let isAtWork = false
  return async () => {
    isAsked = true
    if (isAtWork) return
    isAtWork = true
    while (isAsked) {
      isAsked = false
      await work()
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    isAtWork = false
  }
}
