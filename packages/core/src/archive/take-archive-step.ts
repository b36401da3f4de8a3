import { stepArchive } from '@edgesweep/db/queries/archive/step.ts'
import { detachPartition } from '@edgesweep/db/queries/partition/detach.ts'
import { dropPartition } from '@edgesweep/db/queries/partition/drop.ts'
import { readPartitionState } from '@edgesweep/db/queries/partition/read-state.ts'
import { sealPartition } from '@edgesweep/db/queries/partition/seal.ts'
import type { ArchiveHold, ArchiveRow } from '@edgesweep/db/rows/archive-row.ts'
import type { Context } from '../context.ts'
import { type ArchiveStep, detachmentOf } from './archive-machine.ts'
import { concludeVerifying, verifyPart } from './verify-part.ts'
import { writePart } from './write-part.ts'

/** Takes one step of a day's archive. Returns the day's new state, or null when its claim was lost. */
export async function takeArchiveStep(
  ctx: Pick<Context, 'db' | 'files'>,
  hold: ArchiveHold,
  row: ArchiveRow,
  step: ArchiveStep,
  partRows: number,
): Promise<ArchiveRow | null> {
  const { verifiedParts, position } = row
  switch (step.do) {
    case 'seal':
      await sealPartition(ctx.db, row)
      return stepArchive(ctx.db, hold, { status: 'writing', verifiedParts, position })
    case 'write':
      return writePart(ctx, hold, row, partRows)
    case 'verify':
      return verifyPart(ctx, hold, row, step)
    case 'conclude':
      return concludeVerifying(ctx, hold, row)
    case 'detach': {
      const how = detachmentOf(await readPartitionState(ctx.db, row))
      if (how) await detachPartition(ctx.db, { ...row, how })
      return stepArchive(ctx.db, hold, { status: 'dropping', verifiedParts, position })
    }
    case 'drop':
      return dropPartition(ctx.db, hold)
  }
}
