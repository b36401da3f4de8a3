import type { Fault } from './fault.ts'
import { hangingPages, killedBrowser } from './faults/browsers.ts'
import { failingBucket } from './faults/bucket.ts'
import { wrongClocks } from './faults/clocks.ts'
import { crowd } from './faults/crowd.ts'
import { exhaustedPool, openTransaction, restartedPostgres, terminatedBackend } from './faults/database.ts'
import { heavyPage, heavyRobots, heavySelector } from './faults/heavy-pages.ts'
import { killedWorker, repeatedlyKilledWorker } from './faults/killed-workers.ts'
import { lateWorker, replayedDeadLetters } from './faults/leases.ts'
import { failingNames } from './faults/names.ts'
import { overload } from './faults/overload.ts'
import { oddReceiverFaults } from './faults/receivers.ts'
import { longRetryAfter } from './faults/retry-after.ts'
import { unacknowledgedCommit } from './faults/unacknowledged.ts'
import { doubledWakes, lostWakes, poisonMessages } from './faults/wakes.ts'

/** Every fault, in the order of the table. The crowd is the last one, because the servers remember its requests. */
export const faults: readonly Fault[] = [
  killedWorker,
  repeatedlyKilledWorker,
  restartedPostgres,
  terminatedBackend,
  exhaustedPool,
  openTransaction,
  overload,
  doubledWakes,
  lostWakes,
  unacknowledgedCommit,
  lateWorker,
  ...wrongClocks,
  poisonMessages,
  replayedDeadLetters,
  killedBrowser,
  hangingPages,
  failingBucket,
  failingNames,
  ...oddReceiverFaults,
  longRetryAfter,
  heavySelector,
  heavyPage,
  heavyRobots,
  crowd,
]
