import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A folder beside the checkout with real pages and tables, which are not part of the project. */
const REAL = fileURLToPath(new URL('../../../shared/real/', import.meta.url))

/** The folder's path. Null, with a warning about the skipped tests, when it does not exist. */
export function realFolder(name: string): string | null {
  const path = `${REAL}${name}`
  if (existsSync(path)) return path
  console.warn(`skipped: the folder ../shared/real/${name} with real material is not there`)
  return null
}
