import process from 'node:process'

/** Milliseconds of the processors that this process spends on `act`, which other load on the machine does not change. */
export function cpuMsOf(act: () => unknown): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
