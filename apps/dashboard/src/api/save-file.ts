import { currentKey } from './key.ts'
import { problemFrom } from './problem.ts'

/** Lets the reader save what is at a path of the API: a link cannot send the key. Throws an `ApiProblem`. */
export async function saveFile(path: string, name: string): Promise<void> {
  const response = await fetch(path, { headers: { authorization: `Bearer ${currentKey()}` } })
  if (!response.ok) throw await problemFrom(response)
  const address = URL.createObjectURL(await response.blob())
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
