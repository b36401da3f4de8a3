import { storableJson } from '@edgesweep/db/storable-json.ts'
import { EdgesweepError } from '../../../errors.ts'
import { checkOutlet } from '../../../outlet/check-outlet.ts'
import { OutletRequest } from '../../../outlet/outlet-request.ts'
import type { ImportTarget, RowReader } from '../import-target.ts'

const columns = ['site', 'url', 'name', 'options', 'timezone', 'interval_seconds', 'enabled'] as const
type Column = (typeof columns)[number]

/**
 * Outlets by `site` and `url`, under the same rules as outlets created by the API; `allowedTargets` are from the settings.
 * Missing and empty cells get the defaults. `options` is JSON, `enabled` is true or false.
 */
export const outletsTarget = (allowedTargets: string[]): ImportTarget => ({
  columns,
  required: ['site', 'url', 'name'],
  fileColumns: columns,
  rowReader(place): RowReader {
    const places = columns.map((column) => [column, place(column)] as const)
    return (cells) => {
      const fields: Partial<Record<Column, unknown>> = {}
      for (const [column, at] of places) {
        const cell = cells[at]?.trim()
        if (!cell) continue
        fields[column] = cellValue(column, cell)
        if (fields[column] === undefined) return `${column}: this is not JSON`
      }
      return readOutlet(fields, allowedTargets)
    }
  },
})

function readOutlet(fields: Partial<Record<Column, unknown>>, allowedTargets: string[]): string[] | string {
  const { success, data, error } = OutletRequest.safeParse(fields)
  if (!success) {
    const { path, message } = error.issues[0]!
    return `${path.join('.')}: ${message}`
  }
  try {
    checkOutlet(data, allowedTargets)
  } catch (refusal) {
    if (refusal instanceof EdgesweepError) return `${refusal.field}: ${refusal.message}`
    throw refusal
  }
  const options = data.options === undefined || data.options === null ? '' : storableJson(data.options)
  return [data.site, data.url, data.name, options, data.timezone, String(data.interval_seconds), String(data.enabled)]
}

/** A cell that its column cannot parse stays text, so that the schema refuses it with its own message. */
function cellValue(column: Column, cell: string): unknown {
  if (column === 'interval_seconds') return Number.isFinite(Number(cell)) ? Number(cell) : cell
  if (column === 'enabled') return /^(true|false)$/i.test(cell) ? cell.toLowerCase() === 'true' : cell
  return column === 'options' ? jsonOf(cell) : cell
}

function jsonOf(cell: string): unknown {
  try {
    return JSON.parse(cell)
  } catch {
    return undefined
  }
}
