import { judgeError } from '@edgesweep/core/claim/judge-error.ts'
import { outageLimitSeconds, outagePauseMs } from '@edgesweep/core/endings/outage.ts'
import { Away, Unreached } from '@edgesweep/core/endings/typed-errors.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'

const code = (text: string) => Object.assign(new Error('refused'), { code: text })
const ours = fc.constantFrom<unknown>(
  new Away('the bucket does not answer'),
  new Unreached('Network connection lost.', false),
  new TypeError('a bug'),
  new StatementError('finish', code('57014')),
  new StatementError('finish', code('42703')),
  'odd',
)
const random = fc.double({ min: 0, max: 0.999, noNaN: true })

test('a record that only errors of ours meet spends no attempt, and ends after a day and at most one pause more', () => {
  fc.assert(
    fc.property(fc.infiniteStream(ours), fc.infiniteStream(random), fc.nat(600), (errors, randoms, workSeconds) => {
      let seconds = 0
      let began: number | null = null
      let tries = 0
      while (true) {
        tries += 1
        const outageSeconds: number | null = began === null ? null : seconds - began
        const record = { attempt: 1, throttles: 0, outageSeconds }
        const end = judgeError(errors.next().value, record, { maxAttempts: 5, retrySeconds: 5 }, randoms.next().value)
        if (end.outcome === 'failed') {
          expect(end.error).toContain('a fault of this service')
          break
        }
        expect(end).toMatchObject({ outcome: 'deferred', outage: true })
        began ??= seconds
        seconds += workSeconds + ('afterSeconds' in end ? end.afterSeconds : 0)
      }
      expect(seconds).toBeGreaterThanOrEqual(outageLimitSeconds.record)
      expect(seconds).toBeLessThan(outageLimitSeconds.record + workSeconds + 331)
      expect(tries).toBeLessThan(360)
    }),
    { numRuns: runs(50) },
  )
})

test('a pause is at least 1.8 s, at most 330 s, and about as long as the outage in between', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      random,
      fc.integer({ min: -1e6, max: 1e8 }),
      (lasted, spread, left) => {
        const pause = outagePauseMs(lasted, spread, left)
        expect(pause).toBeGreaterThanOrEqual(1_800)
        expect(pause).toBeLessThanOrEqual(330_000)
        if (lasted > 4_000 && lasted < 300_000 && left > 2 * lasted)
          expect(Math.abs(pause / lasted - 1)).toBeLessThan(0.1001)
      },
    ),
    { numRuns: runs(100) },
  )
})
