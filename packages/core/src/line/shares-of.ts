import type { ClaimedLine, LineShares } from '@edgesweep/db/fragments/lines.ts'

/**
 * How `slots` that work at the same time are shared. A third of them is only for lines that answer at once. No owner has more than a third of them in
 * doubtful lines, however many such lines it has.
 */
export function sharesOf(
  slots: number,
  held: Array<Pick<ClaimedLine, 'owner' | 'isDoubtful'>>,
): Pick<LineShares, 'doubtful' | 'doubtfulPerOwner' | 'holding'> {
  const holding = held.filter((one) => one.isDoubtful).map(({ owner }) => owner)
  const most = Math.max(1, Math.floor((2 * slots) / 3))
  return {
    doubtful: Math.max(0, most - holding.length),
    doubtfulPerOwner: Math.ceil(slots / 3),
    holding,
  }
}
