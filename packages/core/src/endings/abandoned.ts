/** Why work was broken off in the middle: nobody wants it any more, and nobody is to blame. */
export class Abandoned extends Error {
  override name = 'Abandoned'
}

/** A `fetch` that breaks off when `lost` aborts, besides for its own signal. */
export const fetchUntil =
  (fetch: typeof globalThis.fetch, lost: AbortSignal): typeof globalThis.fetch =>
  (input, init) =>
    fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([lost, init.signal]) : lost })
