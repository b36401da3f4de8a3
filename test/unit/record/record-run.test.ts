import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { expect, onTestFinished, test, vi } from 'vitest'
import { recordRun } from '../../record/record-run.ts'

const command = 'npm run bench -- claim'

/** A folder with a bench that prints its arguments as the rows of its table. */
function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'edgesweep-record-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const script = join(folder, 'bench.mjs')
  const line = `{ bench: 'claim', ok: true, tables: [{ rows: [{ options: process.argv.slice(2).join(' ') }] }] }`
  writeFileSync(script, `console.log('a table for people')\nconsole.log(JSON.stringify(${line}))\n`)
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation(() => true)
    onTestFinished(() => spy.mockRestore())
  }
  return { folder, script }
}

test('a run with --record writes its page, and the bench does not see the flag', async () => {
  const { folder, script } = openFolder()
  expect(await recordRun(command, script, ['--rounds', '1', '--record'], folder)).toBe(true)
  const page = readFileSync(join(folder, 'claim.md'), 'utf8')
  expect(page).toContain('| command | `npm run bench -- claim --rounds 1` |')
  expect(page).toContain('| options |\n| --- |\n| --rounds 1 |\n')
})

test('a run without --record writes nothing', async () => {
  const { folder, script } = openFolder()
  expect(await recordRun(command, script, ['--rounds', '1'], folder)).toBe(false)
  expect(readdirSync(folder)).toEqual(['bench.mjs'])
})

test('a run that falls short writes its page, too, and ends with its exit code', async () => {
  const { folder, script } = openFolder()
  writeFileSync(script, `${readFileSync(script, 'utf8')}process.exitCode = 1\n`)
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`)
  })
  onTestFinished(() => exit.mockRestore())
  await expect(recordRun(command, script, ['--record'], folder)).rejects.toThrow('exit 1')
  expect(readdirSync(folder)).toContain('claim.md')
})
