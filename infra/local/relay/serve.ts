import process from 'node:process'
import { type RelayOptions, startRelay } from './start-relay.ts'

// A relay as a process of its own; its options are the argument, in JSON.
const relay = await startRelay(JSON.parse(process.argv[2]!) as RelayOptions)
process.once('SIGTERM', () => void relay.close().then(() => process.exit()))
