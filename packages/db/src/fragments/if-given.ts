import type { SQL } from 'drizzle-orm'

/** A condition that applies only if its value is given. A statement contains only the filters in use, so that their indexes serve it. */
export const ifGiven = <T>(value: T | null | undefined, condition: (value: T) => SQL): SQL | undefined =>
  value === null || value === undefined ? undefined : condition(value)
