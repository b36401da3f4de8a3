import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'

const module = join(import.meta.dirname, '..', '..', '..', '..', 'apps', 'cli', 'src', 'host', 'lower-priority.ts')
const script = `
  const { lowerPriority } = await import(${JSON.stringify(module)})
  lowerPriority()
  console.log((await import('node:os')).getPriority(), (await import('node:fs')).readFileSync('/proc/self/autogroup', 'utf8'))`
const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script]
const low = constants.priority.PRIORITY_LOW

test.runIf(existsSync('/proc/self/autogroup'))(
  'a session leader lowers the priority of its session, and any other process only its own',
  async () => {
    // Repeated, because Linux refuses the change if any process made one within the same 0.1 s.
    await eventually('the session has a low priority', async () => {
      const leader = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
      return new RegExp(`^${low} /autogroup-\\d+ nice ${low}\\n`).test(await text(leader.stdout))
    })

    const session = readFileSync('/proc/self/autogroup', 'utf8')
    const { stdout } = await promisify(execFile)(process.execPath, args)
    expect(stdout).toBe(`${low} ${session}\n`)
    expect(readFileSync('/proc/self/autogroup', 'utf8')).toBe(session)
  },
)
