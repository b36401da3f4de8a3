import { readBlogPage } from '@edgesweep/sites/github-profile/read-blog-page.ts'
import { expect, test } from 'vitest'

test('a page is called what its title says, and described as it describes itself', () => {
  const html = `<head><title> Octo
    &amp; friends</title><meta property="og:title" content="Shared"><meta name="Description" content="About us">`
  expect(readBlogPage(html)).toEqual({ title: 'Octo & friends', description: 'About us' })
})

test('what a page says for links to it stands in for what it does not say of itself', () => {
  const html = '<title> </title><meta property="og:title" content="Shared"><meta property="og:description" content="D">'
  expect(readBlogPage(html)).toEqual({ title: 'Shared', description: 'D' })
})

test('the title of a picture is not the page’s', () => {
  expect(readBlogPage('<svg><title>Logo</title></svg>')).toEqual({ title: null, description: null })
})

test('a title without end is cut off', () => {
  expect(readBlogPage(`<title>${'a'.repeat(100_000)}`).title).toHaveLength(500)
})

test.each(['', 'plain text', '{"a":1}', '<title>'])('"%s" says nothing', (text) => {
  expect(readBlogPage(text)).toEqual({ title: null, description: null })
})
