const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls `stop` when the process is asked to end, by a signal or because its starter is gone. Miniflare and the launcher of
 * browsers add listeners that exit at once; they are taken away again, since parts stop in order here.
 */
export function onStopRequest(stop: () => void): void {
  const own = () => stop()
  const isSignal = (event: string | symbol) => (SIGNALS as readonly (string | symbol)[]).includes(event)
  for (const signal of SIGNALS) process.on(signal, own)
  process.on('disconnect', own)
  process.on('newListener', (event: string | symbol, listener: () => void) => {
    if (isSignal(event) && listener !== own) setImmediate(() => process.removeListener(event, listener))
  })
}
