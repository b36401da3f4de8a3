/** The values of `source`. The next value is requested while the current one is used. */
export async function* oneAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const values = source[Symbol.asyncIterator]()
  let next = values.next()
  try {
    while (true) {
      const { value, done } = await next
      if (done) return
      next = values.next()
      // The consumer awaits it and sees its error then.
      next.catch(() => {})
      yield value
    }
  } finally {
    await next.catch(() => {})
    await values.return?.()
  }
}
