import type { Context } from '@edgesweep/core/context.ts'
import pLimit from 'p-limit'

/**
 * Runs an invocation's statements one at a time, and its file writes one at a time. Pages still load concurrently. Concurrent writes would only
 * delay other work that shares the thread or the connections.
 */
export function serialize<Stores extends Pick<Context, 'db' | 'files'>>(stores: Stores): Stores {
  const { db, files } = stores
  const [statements, writes] = [pLimit(1), pLimit(1)]
  return {
    ...stores,
    db: { execute: ((query) => statements(() => db.execute(query))) as typeof db.execute },
    files: { ...files, put: (...file: Parameters<typeof files.put>) => writes(() => files.put(...file)) },
  }
}
