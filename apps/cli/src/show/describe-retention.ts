import { age, size, table } from './format.ts'

/** A kind of stored things, as the API returns it. */
export interface RetentionView {
  kind: string
  setting: string
  days: number | null
  old: {
    rows: number
    files: number
    bytes: number
    oldest: string | null
    is_all: boolean
    unmatched: { files: number; rows: number }
  } | null
}

/** A table of what is kept for how long and what would go. Ages are relative to `now` (epoch milliseconds). */
export function describeRetention(kinds: RetentionView[], now: number): string {
  const shown = table(
    ['KIND', 'KEPT FOR', 'ROWS', 'FILES', 'SIZE', 'OLDEST', 'SETTING'],
    kinds.map(({ kind, setting, days, old }) => [
      old?.is_all === false ? `${kind} *` : kind,
      days === null ? 'ever' : days === 1 ? '1 day' : `${days} days`,
      ...(old ? [old.rows, old.files, size(old.bytes), age(old.oldest, now)] : ['?', '?', '?', '?']),
      setting,
    ]),
  )
  const isMore = kinds.some(({ old }) => old?.is_all === false)
  return [shown, isMore ? '* and maybe more than was counted\n' : '', ...kinds.map(describeUnmatched)]
    .filter((part) => part !== '')
    .join('\n')
}

function describeUnmatched({ kind, old }: RetentionView): string {
  const { files, rows } = old?.unmatched ?? { files: 0, rows: 0 }
  if (files + rows === 0) return ''
  return `${kind}: ${files} files that no row names stay, and ${rows} files that rows name are not there. See docs/operate/retention.md, "Orphans".\n`
}
