/** Does something for each input, `most` at a time, in their order. Throws what the first that fails throws. */
export async function inFlight<T>(
  inputs: readonly T[],
  most: number,
  act: (input: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const work = async () => {
    while (next < inputs.length) {
      const index = next++
      await act(inputs[index]!, index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, inputs.length) }, work))
}
