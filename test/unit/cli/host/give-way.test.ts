import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'

const module = join(import.meta.dirname, '..', '..', '..', '..', 'apps', 'cli', 'src', 'host', 'give-way.ts')
const script = `
  const { giveWay } = await import(${JSON.stringify(module)})
  giveWay()
  console.log((await import('node:os')).getPriority(), (await import('node:fs')).readFileSync('/proc/self/autogroup', 'utf8'))`
const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script]
const low = constants.priority.PRIORITY_LOW

test.runIf(existsSync('/proc/self/autogroup'))(
  'who leads a session gives way with all of it; in the session of others only by its own nice value',
  async () => {
    // Again where somebody else has told Linux something of a session within the same tenth of a second.
    await eventually('a session that gives way', async () => {
      const leader = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
      return new RegExp(`^${low} /autogroup-\\d+ nice ${low}\\n`).test(await text(leader.stdout))
    })

    const session = readFileSync('/proc/self/autogroup', 'utf8')
    const { stdout } = await promisify(execFile)(process.execPath, args)
    expect(stdout).toBe(`${low} ${session}\n`)
    expect(readFileSync('/proc/self/autogroup', 'utf8')).toBe(session)
  },
)
