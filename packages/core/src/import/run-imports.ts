import { claimImport } from '@edgesweep/db/queries/import/claim.ts'
import { failImport } from '@edgesweep/db/queries/import/fail.ts'
import { readHeldImport } from '@edgesweep/db/queries/import/read-held.ts'
import { returnImport } from '@edgesweep/db/queries/import/return.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import type { Cause } from '../endings/ending.ts'
import { endingOf } from '../endings/ending-of.ts'
import { ourFault, outageLimitSeconds, outagePauseMs } from '../endings/outage.ts'
import { nextImportStep, nextRangeRows } from './import-machine.ts'
import { type ImportClaimed, type ImportContext, takeStep } from './take-step.ts'

export interface ImportRunOptions {
  /** The name of the claiming process: `hostname-pid`, or an isolate's id. */
  instance: string
  /** No step begins after this time, in milliseconds. */
  budgetMs: number
  /** Aborts to return the import before its next step. */
  signal?: AbortSignal
  /** Work only on this import. By default, on all due imports whose files are not on a host. */
  importId?: string
  /** The lease of an import after each step, in seconds. Default: 60. */
  leaseSeconds?: number
  /** An import fails after this number of claims without progress. Default: 5. */
  maxAttempts?: number
  /** The number of rows in the first merged range. Later ranges adapt to the time that they take. Default: 20,000. */
  rangeRows?: number
  /** The first import into a table merges without secondary indexes if it has at least this many rows. Default: 50,000. */
  rowsWithoutIndexes?: number
  /** Called after each step, and after each batch of a step. */
  onStep?: (row: ImportRow) => void
}

/** The longest pause between attempts. It is short, so that after an outage a table soon gets its indexes back. */
const longestPauseSeconds = 60
/** The pause of an import when another import has taken its table after the claim and before the first step. */
const tableTakenSeconds = 2

/** Causes that fail an import at once. Every other failure is tried again from the last commit. */
const finalCauses: Cause[] = ['invalid_input', 'too_large']

/**
 * Works on due imports, one step at a time, until none is due or the time is up. Returns the imports that ended. Any number of runs may work at
 * once, each import in one of them. A run may be killed at any moment, and another continues from the last commit.
 */
export async function runImports(ctx: ImportContext, options: ImportRunOptions): Promise<ImportRow[]> {
  const { instance, budgetMs, signal, importId, leaseSeconds = 60, maxAttempts = 5 } = options
  const { rangeRows = 20_000, rowsWithoutIndexes = 50_000, onStep } = options
  const stopAt = ctx.clock.now() + budgetMs
  const isOver = () => ctx.clock.now() >= stopAt || signal?.aborted === true
  const ended: ImportRow[] = []
  while (!isOver()) {
    const token = crypto.randomUUID()
    const row = await claimImport(ctx.db, { instance, token, leaseSeconds, maxAttempts, importId: importId ?? null })
    if (!row) break
    const last = await work(ctx, { token, leaseSeconds, rowsWithoutIndexes, isOver, onStep }, row, rangeRows)
    if (last?.endedAt) ended.push(last)
  }
  return ended
}

/** Works on a claimed import until it ends, its claim is lost or the time is up. Throws when the database is unavailable. */
async function work(
  ctx: ImportContext,
  claimed: ImportClaimed,
  row: ImportRow,
  firstRangeRows: number,
): Promise<ImportRow | null> {
  const claim = { importId: row.id, token: claimed.token }
  let now: ImportRow = row
  let rangeRows = firstRangeRows
  try {
    for (;;) {
      const step = nextImportStep(now, rangeRows)
      if (!step) return now
      if (claimed.isOver()) {
        await returnImport(ctx.db, { ...claim, afterSeconds: 0, error: null })
        return now
      }
      const startedAt = ctx.clock.now()
      const then = await takeStep(ctx, claimed, now, step)
      if (step.do === 'merge') rangeRows = nextRangeRows(rangeRows, ctx.clock.now() - startedAt)
      const next = then ?? (await readHeldImport(ctx.db, claim))
      if (!next) {
        ctx.log.warn('import.lost', { importId: row.id, step: step.do })
        return null
      }
      if (!then && next.step === now.step && next.hasStaging === now.hasStaging && next.ending === now.ending)
        throw new Error(`the step ${step.do} was refused although the import's claim is valid`)
      now = next
      if (then && step.do !== 'split' && step.do !== 'stage') claimed.onStep?.(now)
    }
  } catch (error) {
    return failOrReturn(ctx, claimed, row, error)
  }
}

async function failOrReturn(
  ctx: ImportContext,
  { token, leaseSeconds }: ImportClaimed,
  row: ImportRow,
  error: unknown,
): Promise<ImportRow | null> {
  const claim = { importId: row.id, token }
  const ending = endingOf(error)
  const held = await readHeldImport(ctx.db, claim)
  if (!held) return null
  const isOutage = ending.kind === 'outage'
  const outageSeconds = held.outageSeconds ?? 0
  const isOver = isOutage && !held.ending && outageSeconds >= outageLimitSeconds.import
  const isFinal = finalCauses.includes(ending.cause) || isOver
  const fields = { importId: row.id, fault: ending.fault, error: ending.reason }
  ctx.log.warn(isFinal ? 'import.refused' : 'import.step_failed', fields)
  if (isFinal) {
    const reason = isOver ? `${ourFault}: ${ending.reason}` : ending.reason
    await failImport(ctx.db, { ...claim, step: held.step, leaseSeconds }, reason)
    await returnImport(ctx.db, { ...claim, afterSeconds: 0, error: null })
  } else if (isTableTaken(error)) {
    await returnImport(ctx.db, { ...claim, afterSeconds: tableTakenSeconds, error: null })
  } else if (isOutage) {
    const afterSeconds = Math.min(longestPauseSeconds, outagePauseMs(outageSeconds * 1000, Math.random()) / 1000)
    // An import that is to end keeps the reason of its end.
    const reason = held.ending ? null : ending.reason
    await returnImport(ctx.db, { ...claim, afterSeconds, error: reason, outage: true })
  } else {
    const afterSeconds = Math.min(longestPauseSeconds, 2 ** held.attempts)
    await returnImport(ctx.db, { ...claim, afterSeconds, error: ending.reason })
  }
  return held
}

/** The index `imports_alone` lets one import at a time write to a table. */
const isTableTaken = (error: unknown): boolean =>
  error instanceof StatementError && error.sqlState === '23505' && error.message.includes('imports_alone')
