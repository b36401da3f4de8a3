import { runImports } from '@edgesweep/core/import/run-imports.ts'
import { bucketSource } from '@edgesweep/core/import/source/bucket-source.ts'
import { stageInStatements } from '@edgesweep/core/import/stage-in-statements.ts'
import type { BackgroundContext } from './context.ts'

/** Processes imports until none is due or `budgetMs` has passed, and then wakes the next invocation. A failure is logged. */
export async function workOnImports(ctx: BackgroundContext, budgetMs: number): Promise<void> {
  const stopAt = ctx.clock.now() + budgetMs
  try {
    const ended = await runImports(
      { ...ctx, source: bucketSource(ctx), stage: stageInStatements(ctx.db) },
      { instance: ctx.instance, budgetMs, signal: ctx.spent },
    )
    for (const { id, status, rowsRead, inserted, updated, unchanged, rejected, error } of ended)
      ctx.log.info('import.ended', { importId: id, status, rowsRead, inserted, updated, unchanged, rejected, error })
    if (ctx.spent.aborted || ctx.clock.now() >= stopAt) await ctx.wakes.imports()
  } catch (error) {
    ctx.log.error('imports.failed', { error: String(error) })
  }
}
