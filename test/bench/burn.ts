import { existsSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Uses a share (0 to 1) of one processor until it is killed, in slices of `sliceMs`. It catches up on time that other processes took. A
 * nice value applies to its whole session, which then contains no other process.
 */
const [share, sliceMs, nice] = process.argv.slice(2).map(Number) as [number, number, number?]
if (nice !== undefined && existsSync('/proc/self/autogroup')) writeFileSync('/proc/self/autogroup', String(nice))
process.on('disconnect', () => process.exit())
const startedAt = performance.now()
const idleBefore = process.cpuUsage()
const takenMs = () => {
  const { user, system } = process.cpuUsage(idleBefore)
  return (user + system) / 1000
}
while (true) {
  for (const until = performance.now() + sliceMs; performance.now() < until; );
  await sleep(Math.max(0, takenMs() / share - (performance.now() - startedAt)))
}
