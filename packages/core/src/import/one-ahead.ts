/** The values of `source`, of which the next is already asked for while one is worked on. */
export async function* oneAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const values = source[Symbol.asyncIterator]()
  let next = values.next()
  try {
    while (true) {
      const { value, done } = await next
      if (done) return
      next = values.next()
      // Whoever takes it waits for it, and meets its error then.
      next.catch(() => {})
      yield value
    }
  } finally {
    await next.catch(() => {})
    await values.return?.()
  }
}
