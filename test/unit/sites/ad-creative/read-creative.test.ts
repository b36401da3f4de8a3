import { readdirSync, readFileSync } from 'node:fs'
import { isMedium, readCreative } from '@edgesweep/sites/ad-creative/read-creative.ts'
import { type Page, UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { describe, expect, test } from 'vitest'
import { cpuMsOf } from '../../../support/cpu-time.ts'
import { realFolder } from '../../../support/real-folder.ts'

const url = 'https://ads.example/preview/7'
const read = (body: string, change: Partial<Page> = {}) =>
  readCreative({ url, status: 200, contentType: 'text/html; charset=utf-8', body, ...change })
const titleOf = (body: string) => read(body).title
const textIn = (body: string) => read(body).bodyText
const landingOf = (body: string) => read(body).landingUrl
const mediaOf = (body: string) => read(body).media

test('a preview page yields its title, text, landing address and media', () => {
  const body = `<!doctype html><html><head>
    <title>Ad 7</title>
    <meta property="og:title" content="Boots  for every weather">
    <meta property="og:image" content="/og/boots.jpg">
    <link rel="canonical" href="https://ads.example/preview/7">
    <style>.a { color: red }</style><script>var shown = "not text"</script>
    </head><body><h1>Winter boots</h1><p>Now<br>20 % off</p>
    <div style="color: red; background-image: url('snow.png')"></div>
    <img src="boots.jpg" srcset="boots-400.jpg 400w, boots-1600.jpg 1600w, boots-800.jpg 800w">
    <video poster="/poster.jpg"><source src="https://cdn.example/boots.webm"><source src="https://cdn.example/boots.mp4"></video>
    <a href="/advertisers/3">About</a> <a href="https://www.boots.example/sale?ad=7#top">Shop now</a>
    </body></html>`
  expect(read(body)).toEqual({
    title: 'Boots for every weather',
    bodyText: 'Winter boots Now 20 % off About Shop now',
    landingUrl: 'https://www.boots.example/sale?ad=7#top',
    media: [
      'https://ads.example/og/boots.jpg',
      'https://ads.example/preview/snow.png',
      'https://ads.example/preview/boots-1600.jpg',
      'https://ads.example/poster.jpg',
      'https://cdn.example/boots.webm',
      'https://cdn.example/boots.mp4',
    ],
  })
})

test('a snippet without a head yields its text, landing address and media', () => {
  expect(read('<a href=https://boots.example/><img src=//cdn.example/b.gif> Boots</a>')).toEqual({
    title: null,
    bodyText: 'Boots',
    landingUrl: 'https://boots.example/',
    media: ['https://cdn.example/b.gif'],
  })
})

test('an empty page yields an empty creative without an error', () => {
  expect(read('')).toEqual({ title: null, bodyText: null, landingUrl: null, media: [] })
})

test.each(['image/png', 'IMAGE/gif', 'image/svg+xml; charset=utf-8', 'video/mp4'])(
  'an answer of type %s is itself the only medium',
  (contentType) => {
    expect(isMedium(contentType)).toBe(true)
    expect(read('', { contentType })).toEqual({ title: null, bodyText: null, landingUrl: null, media: [url] })
  },
)

test.each(['application/pdf', 'application/json', 'audio/mpeg'])(
  'an answer of type %s is refused as unreadable',
  (contentType) => {
    expect(() => read('{}', { contentType })).toThrow(UnreadablePage)
    expect(() => read('{}', { contentType })).toThrow(contentType)
  },
)

describe('the title', () => {
  test.each([
    ['<title>A</title><h1>B</h1>', 'A'],
    ['<h2>B</h2><h1>C</h1>', 'B'],
    ['<meta property="og:title" content="O"><title>A</title>', 'O'],
    ['<meta property="og:title" content=" "><title> \n </title><h1>B &amp; C</h1>', 'B & C'],
    ['<svg><title>Icon</title></svg><h1>B</h1>', 'B'],
    ['<p>no heading</p>', null],
  ])('the page %s has the title %s', (body, title) => {
    expect(titleOf(body)).toBe(title)
  })

  test('a long title is cut without splitting a character', () => {
    expect(titleOf(`<title>${'a'.repeat(499)}😀</title>`)).toBe('a'.repeat(499))
    expect(titleOf(`<title>${'a'.repeat(498)}😀😀</title>`)).toBe(`${'a'.repeat(498)}😀`)
  })
})

describe('the text', () => {
  test.each([
    ['<p>a</p><p hidden>b</p><p style="display: none">c</p>', 'a'],
    ['<title>a</title><p>b<template>c</template><noscript>d</noscript></p>', 'b'],
    ['<div>a</div><div>b</div>', 'a b'],
  ])('the page %s has the text %s', (body, text) => {
    expect(textIn(body)).toBe(text)
  })

  test('a text is cut after 10,000 characters', () => {
    expect(textIn(`<p>${'word '.repeat(5_000)}</p>`)).toHaveLength(10_000)
  })
})

describe('the landing address', () => {
  const link = (href: string) => `<a href="${href}">`
  test.each([
    ['the first link to another site', link('/a') + link('https://one.example/') + link('https://two.example/')],
    ['a declared address', `${link('https://two.example/')}<div data-landing-url="https://one.example/"></div>`],
    [
      'a declared address that is relative to the base',
      `<base href="https://one.example/a/"><i data-click-url="/"></i>`,
    ],
    ["a banner's click tag", `<script>var clickTag = "https://one.example/";</script>${link('https://two.example/')}`],
    ['a refresh', `<meta http-equiv="Refresh" content="0; url='https://one.example/'">${link('https://two.example/')}`],
    [
      'the first link that is not about advertising',
      link('https://www.youradchoices.com/') + link('https://one.example/'),
    ],
    [
      "the first link that is not the page's own site with www",
      link('https://www.ads.example/') + link('https://one.example/'),
    ],
    [
      'the first link that is a valid web address',
      link('javascript:go()') + link('mailto:a@b') + link('http://') + link('https://one.example/'),
    ],
    [
      'the first link that does not redirect to the page',
      `${link(`https://social.example/share?u=${encodeURIComponent(url)}`)}${link('https://one.example/')}`,
    ],
    ['the address inside a redirector of the same site', link('/click?id=1&amp;adurl=https%3A%2F%2Fone.example%2F')],
    [
      'the address inside nested redirectors',
      link(`https://a.example/?url=${encodeURIComponent('https://b.example/?u=https%3A%2F%2Fone.example')}`),
    ],
    [
      'the canonical address when no link leaves the site',
      `<link rel="canonical" href="https://one.example/">${link('/a')}`,
    ],
    ['og:url when there is no canonical address', '<meta property="og:url" content="https://one.example/">'],
  ])('the landing address is %s', (_, body) => {
    expect(landingOf(body)).toBe('https://one.example/')
  })

  test.each([
    ['the page refreshes only itself', '<meta http-equiv="refresh" content="30; url=#ad">'],
    ['a refresh has no address', '<meta http-equiv="refresh" content="30">'],
    ["a redirector's parameter is not an address", '<a href="/go?url=home">'],
    ['no link is a web address', '<a href="javascript:void(0)"><a name="x">'],
  ])('there is no landing address when %s', (_, body) => {
    expect(landingOf(body)).toBeNull()
  })

  test('a landing address stays as it is when no parameter holds an http address', () => {
    const address = 'https://one.example/?url=ftp://two.example/&u=three'
    expect(landingOf(`<a href="${address.replace('&', '&amp;')}">`)).toBe(address)
  })

  test('only the first few of many nested redirect addresses are unwrapped', () => {
    const deep = Array.from({ length: 30 }).reduce(
      (inner: string, _) => `https://r.example/?u=${encodeURIComponent(inner)}`,
      'https://one.example/',
    )
    expect(landingOf(`<a href="${deep}">`)).toMatch(/^https:\/\/r\.example\//)
  })
})

describe('the media', () => {
  test.each([
    ['<img src="a.jpg" srcset="b.jpg 1x, c.jpg 2x">', ['c.jpg']],
    ['<img src="data:image/gif;base64,R0" data-src="a.jpg">', ['a.jpg']],
    ['<img src="placeholder.gif" data-srcset="a.jpg 300w,b.jpg 600w">', ['b.jpg']],
    ['<picture><source srcset="a.webp 1x, b.webp 2x"><img src="c.jpg"></picture>', ['c.jpg']],
    ['<picture><source srcset="a.webp 1x, b.webp 2x"><img src="data:,"></picture>', ['b.webp']],
    ['<img src="pixel.gif" width="1" height="1"><img src="a.jpg" width="1" height="100">', ['a.jpg']],
    ['<img src="a.jpg#x"><img src="a.jpg#y"><img src="a.jpg">', ['a.jpg']],
    ['<img><img src=""><img src="data:image/png;base64,AA"><img src="blob:x">', []],
    ['<audio src="a.mp3"><source src="b.mp3"></audio><video src="c.mp4">', ['c.mp4']],
    ['<i style="background: #fff url(a.png) no-repeat, url( \'b.png\' )">', ['a.png', 'b.png']],
    ['<i style="background: url(data:image/png;base64,AA); cursor: url(c.cur)">', []],
    ['<noscript><img src="a.jpg"></noscript><div hidden><img src="b.jpg"></div>', ['a.jpg', 'b.jpg']],
    ['<amp-img src="a.jpg"></amp-img>', ['a.jpg']],
    ['<base href="https://cdn.example/x/"><img src="a.jpg">', ['https://cdn.example/x/a.jpg']],
  ])('the media of %s are %j', (body, links) => {
    expect(mediaOf(body)).toEqual(links.map((link) => new URL(link, url).href))
  })

  test('Open Graph media leave out player pages and secure_url duplicates', () => {
    const property = (name: string, content: string) => `<meta property="og:${name}" content="${content}">`
    const body = [
      property('image', 'http://cdn.example/a.jpg'),
      property('image:secure_url', 'https://cdn.example/a.jpg'),
      property('image:type', 'image/jpeg'),
      property('video', 'https://player.example/embed/1'),
      property('video:type', 'text/html'),
      property('video:url', 'https://cdn.example/a.mp4'),
      property('video:type', 'video/mp4'),
    ].join('')
    expect(mediaOf(body)).toEqual(['http://cdn.example/a.jpg', 'https://cdn.example/a.mp4'])
  })

  test('only the first 50 media are kept', () => {
    const media = mediaOf(Array.from({ length: 60 }, (_, n) => `<img src="/${n}.jpg">`).join(''))
    expect([media.length, media.at(-1)]).toEqual([50, 'https://ads.example/49.jpg'])
  })

  test('an address of more than 4,096 characters is left out', () => {
    expect(mediaOf(`<img src="/${'a'.repeat(5_000)}.jpg"><img src="b.jpg">`)).toHaveLength(1)
  })

  test('an address whose host cannot exist is left out', () => {
    const host = 'x.'.repeat(126)
    expect(mediaOf(`<img src="https://${host}xx/a.jpg"><img src="https://${host}x/b.jpg">`)).toEqual([
      `https://${host}x/b.jpg`,
    ])
  })
})

test.each([
  ['srcset', (long: string) => `<img srcset="${long.replace(/ /g, ',')}"><img srcset="${long}">`],
  [
    'style',
    (long: string) => `<i style="background: ${'url('.repeat(long.length / 4)}"><i style="background:url(${long}">`,
  ],
  ['refresh', (long: string) => `<meta http-equiv="refresh" content="0;${long}url${long}">`],
  [
    'script',
    (long: string) =>
      `<script>clickTag${long}</script><script>${'clickTag="https://'.repeat(long.length / 18)}</script>`,
  ],
  ['nested', (long: string) => `<h1>${'<b>'.repeat(900)}${'<h2>x</h2>'.repeat(long.length / 10)}`],
])('a page with a hostile %s of half a megabyte is read within five seconds', (_, page) => {
  const long = page(' '.repeat(500_000))
  expect(cpuMsOf(() => read(long))).toBeLessThan(5_000)
})

const structured = realFolder('structured-data')
describe.skipIf(!structured)('small pages with broken and odd markup', () => {
  const files = structured ? readdirSync(structured).filter((file) => file.endsWith('.html')) : []

  test.each(files)('%s is read without an error and yields only web addresses', (file) => {
    const { landingUrl, media } = read(readFileSync(`${structured}/${file}`, 'utf8'))
    for (const address of [...media, ...(landingUrl ? [landingUrl] : [])]) expect(address).toMatch(/^https?:\/\//)
  })

  test('a page with Open Graph data yields its title and images', () => {
    const { title, media } = read(readFileSync(`${structured}/misc--opengraph_test.html`, 'utf8'))
    expect(title).not.toBeNull()
    expect(media.length).toBeGreaterThan(0)
  })
})
