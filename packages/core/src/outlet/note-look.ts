import { type Look, noteLook as writeLook } from '@edgesweep/db/queries/outlet/note-look.ts'
import type { Context } from '../context.ts'
import { endingOf } from '../endings/ending-of.ts'

/** Longer reasons are cut. */
const mostLength = 500

/**
 * Runs a look at an outlet and notes on the outlet how it ended. A failure of ours, and a look that is put off, say nothing about the outlet. What cannot
 * be noted is logged.
 */
export async function noteLook<T>(
  ctx: Pick<Context, 'db' | 'log'>,
  of: Pick<Look, 'outletId' | 'step'>,
  look: () => Promise<T>,
): Promise<T> {
  const note = (error: string | null) =>
    writeLook(ctx.db, { ...of, error }).catch((cause) =>
      ctx.log.warn('outlet.look_not_noted', { ...of, error: String(cause) }),
    )
  try {
    const result = await look()
    await note(null)
    return result
  } catch (error) {
    const { kind, fault, reason } = endingOf(error)
    if (fault !== 'ours' && kind !== 'defer')
      await note(reason.replaceAll('\0', '').slice(0, mostLength).toWellFormed())
    throw error
  }
}
