/** Runs `act` for each input in order, `most` at a time. Throws the first error. */
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
