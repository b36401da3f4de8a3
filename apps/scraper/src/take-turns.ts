import type { Context } from '@edgesweep/core/context.ts'
import pLimit from 'p-limit'

/**
 * Has an invocation's statements run one after the other, and its files written so. Pages are loaded side by side; once they have come, each further
 * one at work would only make whoever shares the thread or the connections wait longer.
 */
export function takeTurns<Stores extends Pick<Context, 'db' | 'files'>>(stores: Stores): Stores {
  const { db, files } = stores
  const [statements, writes] = [pLimit(1), pLimit(1)]
  return {
    ...stores,
    db: { execute: ((query) => statements(() => db.execute(query))) as typeof db.execute },
    files: { ...files, put: (...file: Parameters<typeof files.put>) => writes(() => files.put(...file)) },
  }
}
