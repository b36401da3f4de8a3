/** The number in an id made by `idInSql`. */
export const numberOf = (id: string): number => Number(id.slice('crv_'.length))

/** SQL for a record's id, with the length of real ids and in numeric order. `number` is an SQL expression. */
export const idInSql = (number: string): string => `'crv_' || lpad((${number})::text, 22, '0')`
