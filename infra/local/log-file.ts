import { appendFileSync, renameSync, statSync } from 'node:fs'

/** The size at which a log file is set aside. */
export const maxLogBytes = 20 * 1024 * 1024

/** The levels of the Workers' console. */
export type Level = 'debug' | 'info' | 'log' | 'warn' | 'error'

export type Logger = (level: Level, message: string) => void

/**
 * Opens a logger that writes JSON lines to a file. A message that is JSON keeps its fields. Warnings and errors also go to stderr, one line each. A
 * file that reaches 20 MiB is renamed to `….old`, and replaces the one before.
 */
export function openLog(path: string, source: string): Logger {
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return (level, message) => {
    if (bytes >= maxLogBytes) {
      renameSync(path, `${path}.old`)
      bytes = 0
    }
    const fields = asObject(message) ?? { message }
    const line = `${JSON.stringify({ time: new Date().toISOString(), level, source, ...fields })}\n`
    appendFileSync(path, line)
    bytes += Buffer.byteLength(line)
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
