import { currentKey } from './key.ts'
import { problemFrom } from './problem.ts'

/** Saves the file at an API path. A plain link would not work, because it cannot send the key. Throws an `ApiProblem`. */
export async function saveFile(path: string, name: string): Promise<void> {
  const response = await fetch(path, { headers: { authorization: `Bearer ${currentKey()}` } })
  if (!response.ok) throw await problemFrom(response)
  const address = URL.createObjectURL(await response.blob())
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
