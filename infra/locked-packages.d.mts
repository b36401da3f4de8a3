/** The part of package-lock.json that is read. */
interface Lock {
  packages: Record<string, Record<string, unknown>>
}

export function packagesForMachine(lock: Lock, machine: { os: string; cpu: string; libc: string }): string[]
