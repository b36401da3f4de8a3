/**
 * A robots.txt. `unreachable`: why it could not be read (5xx, no answer), which disallows all pages for now (RFC 9309, 2.3.1.4). Any other answer
 * except 2xx means that there is no file. `expiresAt` in epoch milliseconds.
 */
export interface RobotsFile {
  text: string
  unreachable: string | null
  expiresAt: number
}

/** A file can have half a megabyte, and a process may run for months. */
const maxFiles = 500

/** A cache of robots.txt files by origin. Callers that need a file while it is being read share one read. */
export function sharedRobots(
  now: () => number,
): (origin: string, read: () => Promise<RobotsFile>) => Promise<RobotsFile> {
  const files = new Map<string, Promise<RobotsFile>>()
  return async (origin, read) => {
    const kept = files.get(origin)
    const known = kept && (await kept.catch(() => null))
    if (known && known.expiresAt > now()) return known
    // Another waiter may already be fetching it again. If that read is stopped, fetch it here.
    const asked = files.get(origin)
    if (asked && asked !== kept) return asked.catch(read)
    const file = read()
    files.delete(origin)
    files.set(origin, file)
    if (files.size > maxFiles) files.delete(files.keys().next().value!)
    return file
  }
}
