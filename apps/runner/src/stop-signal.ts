import process from 'node:process'

/**
 * Aborts when this process is asked to end: by SIGTERM or Ctrl-C, or because the supervisor that started it is gone. `again` is called
 * when it is asked once more.
 */
export function stopSignal(again: () => void): AbortSignal {
  const stop = new AbortController()
  const ask = () => (stop.signal.aborted ? again() : stop.abort())
  process.on('SIGTERM', ask)
  // A terminal sends Ctrl-C to all processes of its group: who has a supervisor waits for its word, or would be asked twice.
  const supervised = process.connected === true
  process.on('SIGINT', supervised ? () => {} : ask)
  if (supervised) process.on('disconnect', () => stop.abort())
  return stop.signal
}
