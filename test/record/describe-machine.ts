import { spawnSync } from 'node:child_process'
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { version } from 'node:process'

/** The facts of a run that its page shows beside the figures. */
export interface RunFacts {
  command: string
  /** `2026-12-01` */
  date: string
  /** Empty where there is no repository. */
  commit: string
  machine: string
}

/** Describes this run: command, day (UTC), commit, and the machine by processor, cores, memory, system and Node. */
export function describeRun(command: string): RunFacts {
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0)
  const processor = cpus()[0]?.model.trim() || arch()
  const machine = `${processor}, ${availableParallelism()} cores, ${gibibytes} GiB of memory, ${type()} ${release().split('-')[0]}, Node ${version}`
  return { command, date: new Date().toISOString().slice(0, 10), commit: commitOf(), machine }
}

function commitOf(): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' })
  const { status, stdout } = git('rev-parse', '--short', 'HEAD')
  if (status !== 0) return ''
  const isChanged = git('status', '--porcelain', '--untracked-files=no').stdout !== ''
  return `${stdout.trim()}${isChanged ? ' with changes' : ''}`
}
