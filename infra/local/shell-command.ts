import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes an executable shell script, for programs that accept only a path as a command. */
export function writeShellCommand(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

/** Quotes a text as one shell word. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
