import { appendFileSync, renameSync, statSync } from 'node:fs'

const KEPT_BYTES = 20 * 1024 * 1024

/** Levels as the Workers' console has them. */
export type Level = 'debug' | 'info' | 'log' | 'warn' | 'error'

export type Logger = (level: Level, message: string) => void

/**
 * Writes JSON lines to a file, and says warnings and errors on stderr, in one line each. A line that is JSON already keeps
 * its fields. A file that has grown large is put aside as `….old` at the start.
 */
export function openLog(path: string, source: string): Logger {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > KEPT_BYTES) renameSync(path, `${path}.old`)
  return (level, message) => {
    const fields = asObject(message) ?? { message }
    appendFileSync(path, `${JSON.stringify({ time: new Date().toISOString(), level, source, ...fields })}\n`)
    if (level !== 'warn' && level !== 'error') return
    const text = typeof fields.message === 'string' ? fields.message : message
    process.stderr.write(`${source} ${level}: ${text.split('\n')[0]?.slice(0, 300)}\n`)
  }
}

function asObject(message: string): Record<string, unknown> | undefined {
  if (!message.startsWith('{')) return undefined
  try {
    return JSON.parse(message) as Record<string, unknown>
  } catch {
    return undefined
  }
}
