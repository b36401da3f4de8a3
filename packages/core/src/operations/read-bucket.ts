import type { Context, FileStore } from '../context.ts'

/** A name that no file has. Reading it shows that the bucket answers. */
const absentFile = 'health/none'

/** How long the bucket takes to answer, in ms. Throws when it does not answer. */
export async function readBucket({
  files,
  clock,
}: Pick<Context, 'clock'> & { files: Pick<FileStore, 'get'> }): Promise<{ answersMs: number }> {
  const startedAt = clock.now()
  await files.get(absentFile)
  return { answersMs: Math.max(0, clock.now() - startedAt) }
}
