import process from 'node:process'
import { type RelayOptions, startRelay } from './start-relay.ts'

// Runs a relay as a separate process. The argument has its options as JSON.
const relay = await startRelay(JSON.parse(process.argv[2]!) as RelayOptions)
process.once('SIGTERM', () => void relay.close().then(() => process.exit()))
