/** The number in an id that `idInSql` made. */
export const numberOf = (id: string): number => Number(id.slice('crv_'.length))

/** The id of a record, in SQL: the length of real ids, in the order of their numbers. `number`: an SQL expression. */
export const idInSql = (number: string): string => `'crv_' || lpad((${number})::text, 22, '0')`
