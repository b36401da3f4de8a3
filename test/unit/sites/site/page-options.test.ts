import { pageOptions, pageRequest } from '@edgesweep/sites/site/page-options.ts'
import { expect, test } from 'vitest'
import { z } from 'zod'

const url = 'https://shop.example/menu'
const schema = z.strictObject(pageOptions)

test.each([
  [{}, { url, via: 'fetch' }],
  [{ render: false }, { url, via: 'fetch' }],
  [{ render: true }, { url, via: 'render' }],
  [{ render: 'if-missing' as const }, { url, via: 'fetch-first' }],
  [
    { render: true, waitFor: '.price' },
    { url, via: 'render', waitFor: '.price' },
  ],
  [
    { render: true, block: [] },
    { url, via: 'render', block: [] },
  ],
  [
    { render: true, block: ['stylesheet' as const] },
    { url, via: 'render', block: ['stylesheet'] },
  ],
])('the options %j give the request %j', (options, request) => {
  expect(schema.safeParse(options).success).toBe(true)
  expect(pageRequest(url, options)).toEqual(request)
})

test.each([
  [{ render: 'always' }, 'must be true, false or "if-missing"'],
  [{ render: null }, 'must be true, false or "if-missing"'],
  [{ waitFor: 'li[' }, ''],
  [{ block: ['script'] }, ''],
  [{ block: 'image' }, ''],
  [{ block: Array(5).fill('image') }, ''],
])('the options %j are refused with a message', (options, message) => {
  const { error } = schema.safeParse(options)
  expect(error!.issues[0]!.message).toContain(message)
  expect(error!.issues[0]!.path[0]).toBe(Object.keys(options)[0])
})
