import { type Page, ProtocolError } from '@cloudflare/puppeteer'
import { readWhenReady } from '@edgesweep/cloudflare/browser/read-when-ready.ts'
import { expect, test } from 'vitest'

/** A page whose script gives these answers, one after the other, and then never ends. */
const pageOf = (...answers: Array<string | null | Error>): Page => {
  const evaluate = async () => {
    const answer = answers.shift()
    if (answer === undefined) return new Promise<never>(() => {})
    if (answer instanceof Error) throw answer
    return answer
  }
  return { evaluate, isClosed: () => false } as unknown as Page
}

test('a page that answers but never shows the awaited element is at fault itself, and the reason names the element', async () => {
  await expect(readWhenReady(pageOf(), '.menu li', 20)).rejects.toMatchObject({
    name: 'MissingElement',
    message: expect.stringContaining('".menu li" within 0.02 s: the site may have changed'),
  })
})

test.each([
  { answers: [], name: 'UnusableAnswer' },
  { answers: [null], name: 'UnusableAnswer' },
  { answers: [new TypeError('document.querySelector is not a function')], name: 'UnusableAnswer' },
  { answers: [new ProtocolError('Target closed')], name: 'ProtocolError' },
])('without an awaited element, a page that gives $answers ends with $name', async ({ answers, name }) => {
  await expect(readWhenReady(pageOf(...answers), undefined, 20)).rejects.toMatchObject({ name })
})

test('a page that navigates on its own is read in its next document', async () => {
  const gone = new Error('Execution context was destroyed, most likely because of a navigation.')
  expect(await readWhenReady(pageOf(gone, gone, '<p>hello</p>'), 'p', 1_000)).toBe('<p>hello</p>')
})
