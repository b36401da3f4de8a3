import type { RobotsFile } from './robots-file.ts'

/** A file may have half a megabyte, and a process may run for months. */
const maxFiles = 500

/** Keeps robots.txt files by origin while they hold, read once for all that ask meanwhile. */
export function sharedRobots(
  now: () => number,
): (origin: string, read: () => Promise<RobotsFile>) => Promise<RobotsFile> {
  const files = new Map<string, Promise<RobotsFile>>()
  return async (origin, read) => {
    const kept = files.get(origin)
    const known = kept && (await kept.catch(() => null))
    if (known && known.expiresAt > now()) return known
    // Others may have waited for the same, and one of them asks by now; whose job may end meanwhile.
    const asked = files.get(origin)
    if (asked && asked !== kept) return asked.catch(read)
    const file = read()
    files.delete(origin)
    files.set(origin, file)
    if (files.size > maxFiles) files.delete(files.keys().next().value!)
    return file
  }
}
