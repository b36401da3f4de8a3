import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Calls `read` until it returns a value other than `undefined`, `null` and `false`, and returns that value. An error counts as
 * no value yet. The default limit suits a busy machine. Only a failing test waits for all of it.
 * @throws after `within` milliseconds, naming the awaited thing and the last value
 */
export async function eventually<T>(
  what: string,
  read: () => Promise<T> | T,
  { within = 120_000, every = 100 } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + within
  let last: unknown
  for (;;) {
    try {
      last = await read()
      if (last !== undefined && last !== null && last !== false) return last as NonNullable<Exclude<T, false>>
    } catch (error) {
      last = error
    }
    if (Date.now() > deadline) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last)
      throw new Error(`${what}: not within ${within} ms. The last answer was ${seen}.`)
    }
    await sleep(every)
  }
}
