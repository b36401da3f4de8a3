import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Measured } from './arm.ts'
import type { ImportTask, TaskReport } from './import-file.ts'

/** Imports the file in a separate process. */
export async function runOurs(task: ImportTask): Promise<Omit<Measured, 'growthBytes'>> {
  const child = fork(join(import.meta.dirname, 'import-file.ts'), [JSON.stringify(task)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const [[report], [code]] = await Promise.all([
    Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])]),
    once(child, 'exit'),
  ])
  if (!report) throw new Error(`the importing process ended by itself (${code}); its output is above`)
  return report as TaskReport
}
