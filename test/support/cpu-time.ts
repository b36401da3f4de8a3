import process from 'node:process'

/** The processor time in ms that this process spends on `act`. Other load on the machine does not change it. */
export function cpuMsOf(act: () => unknown): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
