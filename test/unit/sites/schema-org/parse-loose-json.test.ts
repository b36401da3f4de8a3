import { parseLooseJson } from '@edgesweep/sites/schema-org/parse-loose-json.ts'
import { expect, test } from 'vitest'

test.each([
  ['comments', '{"a": 1, /* two */ "b": "http://x//y" // three\n}', { a: 1, b: 'http://x//y' }],
  ['trailing commas', '{"a": [1, 2, ], }', { a: [1, 2] }],
  ['raw line breaks and tabs in a string', '{"a": "one\n\ttwo"}', { a: 'one\n\ttwo' }],
  ['an escaped line break', '{"a": "one\\\ntwo"}', { a: 'one\ntwo' }],
  ['a comment opener within a string', '{"a": "/* no comment", "b": 1,}', { a: '/* no comment', b: 1 }],
  ['an HTML comment around it', '<!-- {"a": 1} -->', { a: 1 }],
  ['CDATA around it', '//<![CDATA[\n{"a": 1}\n//]]>', { a: 1 }],
  ['a semicolon after it', '{"a": 1};', { a: 1 }],
  ['entities for quotes', '{&quot;a&quot;: &quot;b &amp;amp; c&quot;}', { a: 'b &amp; c' }],
])('JSON with %s is read', (_, text, expected) => {
  expect(parseLooseJson(text)).toEqual(expected)
})

test.each([
  ['cut off within a price', '{"offers": {"price": 15'],
  ['cut off within a string', '{"name": "La'],
  ['missing a value', '{"price": }'],
  ['written with two commas in a row', '{"a": 1,, "b": 2}'],
  ['a template', '{"price": {{ product.price }} }'],
  ['empty', ''],
])('JSON that is %s is not completed but skipped', (_, text) => {
  expect(parseLooseJson(text)).toBeUndefined()
})

// A parser that needs more than linear time exceeds the test's time limit.
test.each([
  ['escaped quotes', '"\\"'.repeat(200_000)],
  ['comment openers', '{/*'.repeat(200_000)],
  ['brackets', '['.repeat(500_000)],
  ['commas', `{"a":1${','.repeat(500_000)}`],
])('half a megabyte of %s is skipped within the time limit', (_, text) => {
  expect(parseLooseJson(text)).toBeUndefined()
})
