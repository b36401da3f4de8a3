import { sha256Hex } from '../sha256.ts'

/** A key is indexed, and is a page's cursor. */
const maxLength = 190

/** An item's key as it is stored: one that is longer than 190 characters by its beginning and its SHA-256. */
export async function storedKey(key: string): Promise<string> {
  return key.length <= maxLength ? key : `${key.slice(0, 120)}…${await sha256Hex(key)}`
}
