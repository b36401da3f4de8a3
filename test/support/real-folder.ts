import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where real pages and tables lie beside a checkout, for those who have them; they are not part of the project. */
const REAL = fileURLToPath(new URL('../../../shared/real/', import.meta.url))

/** The folder's path, or null, with a line that says what is skipped. */
export function realFolder(name: string): string | null {
  const path = `${REAL}${name}`
  if (existsSync(path)) return path
  console.warn(`skipped: the folder ../shared/real/${name} with real material is not there`)
  return null
}
