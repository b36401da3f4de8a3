/** The values of `source`. The next value is requested while the current one is used. */
export async function* oneAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const values = source[Symbol.asyncIterator]()
  let next = values.next()
  try {
    while (true) {
      const { value, done } = await next
      if (done) return
      next = values.next()
      // Prevents an unhandled rejection. The consumer awaits the promise later and sees its error.
      next.catch(() => {})
      yield value
    }
  } finally {
    await next.catch(() => {})
    await values.return?.()
  }
}
