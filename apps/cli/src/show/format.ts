/** The time from `since` (ISO 8601) to `now` (epoch milliseconds), such as "45 s" or "12 min". */
export function age(since: string | null, now: number): string {
  return since === null ? '–' : duration((now - Date.parse(since)) / 1000)
}

/** A number of seconds as "45 s", "12 min" or "3 h". A negative number becomes "0 s". */
export function duration(exact: number): string {
  const seconds = Math.max(0, Math.round(exact))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}

const sizeUnits = ['B', 'kB', 'MB', 'GB', 'TB']

/** A number of bytes as "12 B", "3.4 MB" or "120 GB". */
export function size(bytes: number): string {
  const step = Math.min(sizeUnits.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${Number((bytes / 1_000 ** step).toPrecision(3))} ${sizeUnits[step]}`
}

/** Formats rows as a text table. Columns of numbers are right-aligned. */
export function table(heads: string[], rows: Array<Array<string | number>>): string {
  const cells = [heads, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? grouped(cell) : cell)))
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const isNumber = heads.map((_, column) => rows.some((row) => typeof row[column] === 'number'))
  const line = (row: string[]) =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd()
  return `${cells.map(line).join('\n')}\n`
}

/** 3500000 as 3,500,000. */
export const grouped = (number: number): string => number.toLocaleString('en-US')
