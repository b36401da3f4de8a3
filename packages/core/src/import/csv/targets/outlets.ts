import { importedOutletColumns } from '@edgesweep/db/schema/import-staging.ts'
import { storableJson } from '@edgesweep/db/storable-json.ts'
import { EdgesweepError } from '../../../errors.ts'
import { checkOutlet } from '../../../outlet/check-outlet.ts'
import { OutletRequest } from '../../../outlet/outlet-request.ts'
import type { ImportTarget, RowReader } from '../import-target.ts'

/** Name and data type of each column. The data type of a JSON column is `custom`, as in drizzle. */
const imported = Object.values(importedOutletColumns).map(({ name, dataType }) => ({ name, dataType }))
const columns = imported.map(({ name }) => name)

/**
 * Outlets by `site` and `url`, under the same rules as outlets created by the API; `allowedTargets` are from the settings.
 * Missing and empty cells get the defaults. `options` is JSON, `enabled` is true or false.
 */
export const outletsTarget = (allowedTargets: string[]): ImportTarget => ({
  columns,
  required: ['site', 'url', 'name'],
  fileColumns: columns,
  rowReader(place): RowReader {
    const places = imported.map((column) => ({ ...column, at: place(column.name) }))
    return (cells) => {
      const fields: Record<string, unknown> = {}
      for (const { name, dataType, at } of places) {
        const cell = cells[at]?.trim()
        if (!cell) continue
        fields[name] = cellValue(dataType, cell)
        if (fields[name] === undefined) return `${name}: this is not JSON`
      }
      return readOutlet(fields, allowedTargets)
    }
  },
})

function readOutlet(fields: Record<string, unknown>, allowedTargets: string[]): string[] | string {
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
  const values: Record<string, unknown> = data
  return imported.map(({ name, dataType }) => cellText(dataType, values[name]))
}

/** A cell that its column cannot parse stays text, so that the schema refuses it with its own message. */
function cellValue(dataType: string, cell: string): unknown {
  if (dataType === 'number') return Number.isFinite(Number(cell)) ? Number(cell) : cell
  if (dataType === 'boolean') return /^(true|false)$/i.test(cell) ? cell.toLowerCase() === 'true' : cell
  return dataType === 'custom' ? jsonOf(cell) : cell
}

const cellText = (dataType: string, value: unknown): string =>
  value === undefined || value === null ? '' : dataType === 'custom' ? storableJson(value) : String(value)

function jsonOf(cell: string): unknown {
  try {
    return JSON.parse(cell)
  } catch {
    return undefined
  }
}
