const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls `stop` on a signal, or when the parent process is gone. Signal listeners of Miniflare and of the browser launcher are removed, because they
 * exit at once, while this run stops its parts in order.
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
