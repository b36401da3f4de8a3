import { Away } from '../endings/typed-errors.ts'

/** The answer of the bucket. Throws `Away` when it does not answer, so that the work waits for it. */
export const inBucket = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error) => {
    throw new Away(`the bucket does not answer: ${error}`, { cause: error })
  })
