import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again until `read` gives something that is neither `undefined`, `null` nor `false`, and gives that. An error counts as
 * no answer yet.
 * @throws when `within` milliseconds have passed, naming what was waited for and the last answer
 */
export async function eventually<T>(
  what: string,
  read: () => Promise<T> | T,
  { within = 30_000, every = 100 } = {},
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
