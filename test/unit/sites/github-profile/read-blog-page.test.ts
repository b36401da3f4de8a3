import { readBlogPage } from '@edgesweep/sites/github-profile/read-blog-page.ts'
import { expect, test } from 'vitest'

test("a page's own title and description come before its Open Graph texts", () => {
  const html = `<head><title> Octo
    &amp; friends</title><meta property="og:title" content="Shared"><meta name="Description" content="About us">`
  expect(readBlogPage(html)).toEqual({ title: 'Octo & friends', description: 'About us' })
})

test('Open Graph texts replace a missing title and description', () => {
  const html = '<title> </title><meta property="og:title" content="Shared"><meta property="og:description" content="D">'
  expect(readBlogPage(html)).toEqual({ title: 'Shared', description: 'D' })
})

test('the title of an SVG image is not the title of the page', () => {
  expect(readBlogPage('<svg><title>Logo</title></svg>')).toEqual({ title: null, description: null })
})

test('a title is cut after 500 characters', () => {
  expect(readBlogPage(`<title>${'a'.repeat(100_000)}`).title).toHaveLength(500)
})

test.each(['', 'plain text', '{"a":1}', '<title>'])('"%s" has no title and no description', (text) => {
  expect(readBlogPage(text)).toEqual({ title: null, description: null })
})
