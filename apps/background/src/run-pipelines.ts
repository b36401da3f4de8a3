import type { RunCounts } from '@edgesweep/core/claim/ends.ts'
import { runBriefly } from '@edgesweep/core/claim/run-briefly.ts'
import { runFileTasks } from '@edgesweep/core/file/file-pipeline.ts'
import { wakePipeline } from '@edgesweep/core/pipeline/add-records.ts'
import { runCreatives } from '@edgesweep/core/pipeline/creatives/creative-pipeline.ts'
import { pipelineTraits } from '@edgesweep/core/pipeline/pipeline-traits.ts'
import { discoveryPipeline } from '@edgesweep/core/pipeline/profiles/discovery-pipeline.ts'
import { profilePipeline } from '@edgesweep/core/pipeline/profiles/profile-pipeline.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import type { BackgroundContext } from './context.ts'

type Run = (
  ctx: BackgroundContext,
  options: { instance: string; budgetMs: number; signal: AbortSignal },
) => Promise<RunCounts>

const runs: Record<PipelineName, Run> = {
  files: runFileTasks,
  creatives: runCreatives,
  discoveries: async (ctx, options) => {
    const counts = await runBriefly(ctx, discoveryPipeline, options)
    // The search may have added profiles. Cron finds them if this wake-up is lost.
    if (counts.done > 0) await wakePipeline(ctx, 'profiles')
    return counts
  },
  profiles: (ctx, options) => runBriefly(ctx, profilePipeline, options),
}

/**
 * Processes the records of these pipelines concurrently until none is due, `budgetMs` has passed or the calls are spent; then another invocation goes
 * on. A failure is logged and does not stop the other pipelines.
 */
export async function runPipelines(ctx: BackgroundContext, names: Iterable<PipelineName>, budgetMs: number) {
  const hasTokens = (await ctx.settings.github.tokens.ids()).length > 0
  // Without tokens, GitHub would soon refuse every request.
  const runnable = [...names].filter((name) => hasTokens || pipelineTraits[name].needs !== 'github-tokens')
  await Promise.all(runnable.map((name) => runPipeline(ctx, name, budgetMs)))
}

async function runPipeline(ctx: BackgroundContext, pipeline: PipelineName, budgetMs: number): Promise<void> {
  try {
    const counts = await runs[pipeline](ctx, { instance: ctx.instance, budgetMs, signal: ctx.spent })
    if (Object.values(counts).some((count) => count > 0)) ctx.log.info('pipeline.ran', { pipeline, ...counts })
    if (ctx.spent.aborted) await (pipeline === 'files' ? ctx.wakes.files() : wakePipeline(ctx, pipeline))
  } catch (error) {
    ctx.log.error('pipeline.failed', { pipeline, error: String(error) })
  }
}
