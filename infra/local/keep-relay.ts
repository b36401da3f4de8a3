import { join } from 'node:path'
import process from 'node:process'
import type { Relay, RelayOptions } from './relay/start-relay.ts'
import { supervise } from './supervise.ts'
import { waitUntilListening } from './wait-until-listening.ts'

/**
 * Keeps a relay running in a process of its own, so that no statement waits while this one hands on what browsers load. Its port must be given.
 *
 * @param watch where its output goes, and who is told when it ended by itself
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
