import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProgram } from '@edgesweep/cli/run-cli.ts'
import { expect, test } from 'vitest'
import { readPages, root } from '../../docs/pages.ts'
import { unrunBlocks } from '../../docs/unrun-blocks.ts'

const pages = readPages()
const blocks = pages.flatMap((page) =>
  page.blocks.filter(({ language }) => language === 'sh').map(({ text }) => ({ page: page.path, text })),
)

test('every sh block is a program that a shell can read', () => {
  // A word with an ellipsis is valid here: it is replaced before a block runs.
  const script = blocks.map(({ text }, index) => `block${index}() {\n${text}\n}`).join('\n')
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('every entry of `unrunBlocks` names a block of a page and has a reason', () => {
  for (const { page, starts, reason } of unrunBlocks) {
    expect(reason).not.toBe('')
    expect(
      blocks.some((block) => block.page === page && block.text.startsWith(starts)),
      `${page}: ${starts}`,
    ).toBe(true)
  }
})

/** Commands in blocks and in the text of pages. */
const typed = pages.flatMap(({ text }) => [...text.matchAll(/`(np[mx] [^`\n]+)`|^(np[mx] .+(?:\\\n.+)*)$/gm)])
const commandLines = typed.map((match) => (match[1] ?? match[2])!.replaceAll('\\\n', ' '))

test('every npm script that a page names is one of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const named = commandLines.flatMap((line) => /^npm (?:--silent )?(?:run (?:-s )?)?([\w:]+)/.exec(line)?.[1] ?? [])
  expect(named.length).toBeGreaterThan(20)
  for (const name of new Set(named)) expect([...Object.keys(scripts), 'ci', 'exec']).toContain(name)
})

test('every edgesweep command that a page names has its options', () => {
  const lines = commandLines.filter((line) => line.startsWith('npx edgesweep '))
  expect(lines.length).toBeGreaterThan(10)
  for (const line of lines) {
    let command = createProgram(() => {})
    const words = line.split(/\s+/).slice(2)
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
      const next = command.commands.find((one) => one.name() === word)
      if (!next) break
      command = next
    }
    expect(command.name(), line).not.toBe('edgesweep')
    const usual = command.commands.find((one) => one.name() === 'list') ?? command
    const known = ['--help', ...usual.options.map(({ long }) => long)]
    for (const [option] of line.matchAll(/(?<=\s)--[a-z-]+/g)) expect(known, line).toContain(option)
  }
})
