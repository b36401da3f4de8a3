/** Ids in the order of their numbers, as text of the length that ids of records have. */
export const idOf = (number: number): string => `crv_${String(number).padStart(22, '0')}`

/** The number in an id of `idOf`. */
export const numberOf = (id: string): number => Number(id.slice('crv_'.length))

/** `idOf` in SQL, of an expression that gives the number. */
export const idInSql = (number: string): string => `'crv_' || lpad((${number})::text, 22, '0')`
