import { expect, test } from 'vitest'
import { differenceOf } from '../../docs/compare-answer.ts'

const json = (text: string, output: unknown) => differenceOf({ language: 'json', text }, JSON.stringify(output))
const lines = (text: string, output: string) => differenceOf({ language: 'text', text }, output)

test('two JSON texts of the same shape are equal, even with other values', () => {
  expect(json('{"id":"job_1","n":1,"list":[{"a":true}]}', { id: 'job_2', n: 7, list: [{ a: false }, {}] })).toBeNull()
  expect(json('{"error":null,"list":[]}', { error: 'none', list: [1] })).toBeNull()
})

test('a field that is missing, new or of another type is a difference', () => {
  expect(json('{"a":1,"b":2}', { a: 1 })).toBe('answer has no b')
  expect(json('{"a":1}', { a: 1, b: 2 })).toBe('answer also has b')
  expect(json('{"a":[{"b":1}]}', { a: [{ b: 'x' }] })).toBe('answer.a[0].b is "x" in place of 1')
  expect(json('{"a":[1]}', { a: [] })).toBe('answer.a has 0 of 1 entries')
  expect(json('{"a":{"b":1}}', { a: null })).toBe('answer.a is not an object')
})

test('an ellipsis stands for any value, and for further fields', () => {
  expect(json('{"a":"…","…":"…"}', { a: 1, b: 2 })).toBeNull()
})

test('text has the documented lines in their order, with other numbers', () => {
  expect(lines('2 rows: 2 inserted\nout_… added', '4,000 rows: 4,000 inserted\n\nout_1x added\n')).toBeNull()
  expect(lines('A   B', 'A        B')).toBeNull()
  expect(lines('added\nrows', 'rows\nadded')).toBe('no line "rows"')
})
