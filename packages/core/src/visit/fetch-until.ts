/** A `fetch` that breaks off when `lost` or its own signal aborts. */
export const fetchUntil =
  (fetch: typeof globalThis.fetch, lost: AbortSignal): typeof globalThis.fetch =>
  (input, init) =>
    fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([lost, init.signal]) : lost })
