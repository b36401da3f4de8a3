import { expect, test } from 'vitest'
import { isBetween, readLockWaits } from '../../bench/lock-waits.ts'

const connected = [
  '10|pipelines|client backend|LOG:  connection authorized: user=pipelines database=bench',
  '20|imports|client backend|LOG:  connection authorized: user=imports database=bench',
]
const waiting = (pid: number, role: string) =>
  `${pid}|${role}|client backend|LOG:  process ${pid} still waiting for AccessShareLock on relation 1 of database 2 after 10.1 ms`
const heldBy = (pid: number, role: string, holders: string) =>
  `${pid}|${role}|client backend|DETAIL:  Processes holding the lock: ${holders}. Wait queue: ${pid}.`

test('a wait is read with its holders and length although other processes log in between', () => {
  const log = [
    ...connected,
    waiting(10, 'pipelines'),
    waiting(20, 'imports'),
    heldBy(20, 'imports', '10'),
    heldBy(10, 'pipelines', '20, 99'),
    '20|imports|client backend|LOG:  process 20 acquired AccessShareLock on relation 1 of database 2 after 15.5 ms',
  ]
  expect(readLockWaits(log.join('\n'))).toEqual([
    { waiter: 'pipelines', holders: ['imports', 'unknown'], ms: null },
    { waiter: 'imports', holders: ['pipelines'], ms: 15.5 },
  ])
})

test('a wait for a vacuum is not a wait for the other role', () => {
  const log = [
    ...connected,
    waiting(10, 'pipelines'),
    heldBy(10, 'pipelines', '30'),
    '30||autovacuum worker|ERROR:  canceling autovacuum task',
  ]
  const [wait] = readLockWaits(log.join('\n'))
  expect(wait).toMatchObject({ waiter: 'pipelines', holders: ['autovacuum worker'] })
  expect(isBetween(wait!, 'pipelines', 'imports')).toBe(false)
})

test('a wait for an unnamed process counts against both roles', () => {
  const [wait] = readLockWaits([...connected, waiting(20, 'imports'), heldBy(20, 'imports', '99')].join('\n'))
  expect(isBetween(wait!, 'pipelines', 'imports')).toBe(true)
})

test('a wait for another connection of the same role is not between the two roles', () => {
  const log = [...connected, waiting(20, 'imports'), heldBy(20, 'imports', '20')]
  expect(isBetween(readLockWaits(log.join('\n'))[0]!, 'pipelines', 'imports')).toBe(false)
})
