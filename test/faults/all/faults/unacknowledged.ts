import { killWorkerd } from '../away.ts'
import { defineFault } from '../fault.ts'
import { SweepWork } from '../work/sweep-work.ts'

const outlets = 12
/** The statements that record an extraction, the ends of jobs, and the events of webhooks. */
const commits = [/insert into snapshots/, /insert into jobs/, /insert into deliveries/]

export const unacknowledgedCommit = defineFault({
  name: 'crash-after-commit',
  title: 'workerd killed between a commit and its acknowledgement, at three statements',
  allowanceMs: 40_000,
  // Their statements would be struck in place of the sweep's.
  without: ['refresh'],
  begin: (world) => SweepWork.begin(world, outlets),
  async strike(world) {
    let away = 0
    try {
      for (const pattern of commits) {
        await world.statements.afterCommit(pattern, async () => {
          away += await killWorkerd(world)
        })
        world.say(`crash-after-commit: ${pattern.source} was committed, and workerd killed`)
      }
    } finally {
      world.statements.disarm()
    }
    return away
  },
})
