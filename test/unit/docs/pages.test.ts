import { existsSync, globSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { anchorOf } from '../../docs/markdown.ts'
import { proseOf, readPages, root } from '../../docs/pages.ts'

const pages = readPages()
const anchors = new Map(
  pages.map(({ path, text }) => [
    path,
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!.replaceAll('`', ''))),
  ]),
)

/** Links of a page to files of the project, as paths from its root, with their fragments. */
const linksOf = (page: (typeof pages)[number]) =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', fragment] = target.split('#')
      return { target, path: file === '' ? page.path : normalize(join(dirname(page.path), file)), fragment }
    })

test('every link leads to a file, and every fragment to a heading', () => {
  for (const page of pages)
    for (const { target, path, fragment } of linksOf(page)) {
      const place = `${page.path}: ${target}`
      expect(existsSync(join(root, path)), place).toBe(true)
      if (fragment !== undefined) expect(anchors.get(path), place).toContain(fragment)
    }
})

/** A path of the project in code. It ends before an ellipsis; placeholders stand for anything. */
const path = /(?<![\w/.-])(?:apps|packages|infra|test|docs|\.ci)\/[\w<>*{},./@-]*/g
/** Files that a page asks the reader to create, and files that a command creates at its first run. */
const created = ['infra/hosts/.env', 'docs/measured/ratios.md']

test('every path that a page names in code exists', () => {
  for (const page of pages) {
    const code = [...page.text.matchAll(/`[^`\n]+`|^```[\s\S]*?^```$/gm)].map(([span]) => span).join('\n')
    const named = [...code.matchAll(path)].map(([found]) => found.replaceAll(/<[^>]+>|NNNN/g, '*').replace(/[.,]$/, ''))
    for (const one of new Set(named))
      if (!created.includes(one)) expect(globSync(one, { cwd: root }), `${page.path}: ${one}`).not.toEqual([])
  }
})

test('every page can be reached from the README, except those that benches write', () => {
  const reached = new Set<string>()
  const open = ['README.md']
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const page = pages.find((one) => one.path === path)
    if (!page || reached.has(path)) continue
    reached.add(path)
    open.push(...linksOf(page).map((link) => link.path))
  }
  const written = /^docs\/measured\/[a-z]/
  expect(pages.map(({ path }) => path).filter((path) => !reached.has(path) && !written.test(path))).toEqual([])
})

test('the README has at most 8 KB, and its picture at most 300 KB', () => {
  const readme = pages.find(({ path }) => path === 'README.md')!
  expect(Buffer.byteLength(readme.text)).toBeLessThanOrEqual(8 * 1024)
  expect(statSync(join(root, 'docs/dashboard.png')).size).toBeLessThanOrEqual(300 * 1024)
})
