import process from 'node:process'

/** Aborts on SIGTERM or Ctrl-C, or when this process's supervisor is gone. `onSecond` is called on a second stop request. */
export function stopSignal(onSecond: () => void): AbortSignal {
  const stop = new AbortController()
  const onStop = () => (stop.signal.aborted ? onSecond() : stop.abort())
  process.on('SIGTERM', onStop)
  // A terminal sends Ctrl-C to its whole process group. A supervised process ignores it, because the supervisor sends SIGTERM as well.
  const isSupervised = process.connected === true
  process.on('SIGINT', isSupervised ? () => {} : onStop)
  if (isSupervised) process.on('disconnect', () => stop.abort())
  return stop.signal
}

/**
 * The longest time from SIGTERM to exit, in ms. In this time a runner finishes or aborts its current records and releases the rest. A supervisor
 * must wait longer before SIGKILL; otherwise the claims stay until their leases expire.
 */
export const drainMs = 25_000
