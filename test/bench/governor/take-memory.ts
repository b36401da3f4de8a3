import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReadings } from '@edgesweep/runner/readings/read-host.ts'

const pieceBytes = 32 * 1024 * 1024

/** Holds memory until stdin ends, so that at most `belowBytes` are free, but never more than `mostBytes`. */
const [belowBytes = 0, mostBytes = 0] = process.argv.slice(2).map(Number)
const readHost = await openReadings()
const taken: Buffer[] = []
process.stdin.on('end', () => process.exit()).resume()
while (true) {
  const { memoryFreeBytes } = await readHost()
  if (memoryFreeBytes > belowBytes && taken.length * pieceBytes < mostBytes) taken.push(Buffer.alloc(pieceBytes, 1))
  else await sleep(100)
}
