import { join } from 'node:path'
import process from 'node:process'
import { waitUntilListening } from './ports.ts'
import type { Relay, RelayOptions } from './relay/start-relay.ts'
import { supervise } from './supervise.ts'

/**
 * Keeps a relay running in a separate process, so that statements do not wait while this process forwards the traffic of browsers. Its port must not
 * be 0. `onTrouble` receives a message when the relay ended and is restarted or given up.
 */
export async function keepRelay(
  options: RelayOptions,
  { log, onTrouble }: { log: string; onTrouble: (message: string) => void },
): Promise<Relay> {
  const script = join(import.meta.dirname, 'relay', 'serve.ts')
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', script, JSON.stringify(options)]
  const server = supervise({ name: 'The relay', command, user: { prefix: [] }, log, onTrouble })
  await Promise.race([waitUntilListening('The relay', options.port, log), server.failed])
  return { address: `${options.host}:${options.port}`, close: () => server.stop('SIGTERM') }
}
