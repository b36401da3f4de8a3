import { localTimes } from '@edgesweep/dashboard/src/format/local-times.ts'
import { expect, test } from 'vitest'

const at = new Date(2026, 10, 25, 9, 30, 15)
const message = `It waits until ${at.toISOString()} at the soonest: robots.txt of shop.example.`

test("an instant of today is shown as the reader's clock shows it, and the rest stays", () => {
  const shown = localTimes(message, new Date(2026, 10, 25, 23, 59).getTime())
  expect(shown).toBe(`It waits until ${at.toLocaleTimeString()} at the soonest: robots.txt of shop.example.`)
})

test('an instant of another day has its day', () => {
  expect(localTimes(message, new Date(2026, 10, 24, 23, 59).getTime())).toContain(`until ${at.toLocaleString()} at`)
})
