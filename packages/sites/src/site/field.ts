/**
 * One extracted field. `missing`: the page does not have it. `unparsed`: the page has the text `raw` there, which could only
 * be guessed at; a wrong value is worse than none.
 */
export type Field<T> = { state: 'found'; value: T } | { state: 'missing' } | { state: 'unparsed'; raw: string }

export const found = <T>(value: T): Field<T> => ({ state: 'found', value })

export const missing: Field<never> = { state: 'missing' }

export const unparsed = (raw: string): Field<never> => ({ state: 'unparsed', raw })

/** The value of a found field, otherwise null. For tables that have no column for the field's state. */
export const foundValue = <T>(field: Field<T>): T | null => (field.state === 'found' ? field.value : null)
