import type { Database } from '@edgesweep/db/database.ts'
import type { ClaimedLine, LineVerdict } from '@edgesweep/db/fragments/lines.ts'
import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import { judgeLines } from '@edgesweep/db/queries/claim/judge-lines.ts'
import type { LinedPipeline } from '@edgesweep/db/schema/pipelines.ts'
import { endingOf } from '../endings/ending-of.ts'
import { judgeLine } from '../line/judge-line.ts'
import type { ClaimContext } from './claims.ts'
import { LineSearch } from './line-search.ts'
import type { Search } from './search.ts'

/** A longer attempt is slow, in ms: such lines share a few workers, so that the others keep theirs. */
const slowMs = 5_000

/** What a dead worker holds counts against `perLine`, so no other worker gets a record of the line until the lease ends. In s. */
const longestLease = 90

/** One attempt at a record. `error` is null after a result. */
interface Attempted {
  error: unknown
  durationMs: number
}

/** The lines in which a pipeline's records wait. */
export interface PipelineLines<Ctx, Row extends ClaimedRow> {
  /** The longest lease of a record, in s. */
  longestLease: number
  search(ctx: Ctx, workers: () => number): Search<Row>
  /** What an attempt tells about the line of its record; null when it tells nothing new. `random` is in [0, 1). */
  judge(record: Row, attempt: Attempted, random: number): LineVerdict | null
  note(db: Database, verdicts: LineVerdict[]): Promise<void>
}

/** The lines of a pipeline whose records are fetched from many hosts. `perLine`: the most unfinished records of one host. */
export const linesByHost = <Ctx extends ClaimContext, Row extends ClaimedRow & ClaimedLine>(
  pipeline: LinedPipeline,
  perLine: (ctx: Ctx) => number,
): PipelineLines<Ctx, Row> => ({
  longestLease,
  search: (ctx, workers) => new LineSearch(ctx, { pipeline, perLine: perLine(ctx), workers }),
  judge: judgeHost,
  note: (db, verdicts) => judgeLines(db, pipeline, verdicts),
})

/** A host fails when it is at fault. An error of ours tells nothing about it, and any other error is an answer. */
function judgeHost(record: ClaimedLine, { error, durationMs }: Attempted, random: number): LineVerdict | null {
  const ending = error === null ? null : endingOf(error)
  if (ending?.fault === 'ours') return null
  const failed = ending?.fault === 'domain' && ending.cause !== 'disallowed'
  const slow = durationMs > slowMs
  if (!failed && !slow && !record.isDoubtful) return null
  const retryAfter = ending?.kind === 'defer' ? ending.afterMs / 1_000 : null
  return judgeLine(record, { failed, slow, retryAfter }, random)
}
