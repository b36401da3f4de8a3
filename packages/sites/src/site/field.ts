/**
 * What extraction can say of one field. `missing`: the page does not carry it. `unparsed`: the page carries
 * something there, `raw`, that could not be read without guessing; a wrong value is worse than none.
 */
export type Field<T> = { state: 'found'; value: T } | { state: 'missing' } | { state: 'unparsed'; raw: string }

export const found = <T>(value: T): Field<T> => ({ state: 'found', value })

export const missing: Field<never> = { state: 'missing' }

export const unparsed = (raw: string): Field<never> => ({ state: 'unparsed', raw })

/** The value of a found field, otherwise null: for storage, where the state has no column of its own. */
export const foundValue = <T>(field: Field<T>): T | null => (field.state === 'found' ? field.value : null)
