import { defineFault, type Fault } from '../fault.ts'
import { RecordWork } from '../work/record-work.ts'

const hourMs = 3_600_000
const claimed = 60

/** A runner on a host, because the Workers of a local run share the clock of its objects. It is killed, too, so that others use what it wrote. */
export const wrongClocks: Fault[] = [
  { name: 'clock-ahead', offMs: hourMs, side: 'ahead' },
  { name: 'clock-behind', offMs: -hourMs, side: 'behind' },
].map(({ name, offMs, side }) =>
  defineFault({
    name,
    title: `a runner whose clock is an hour ${side}, killed with claims`,
    begin: (world) => RecordWork.begin(world, offMs),
    async strike(_world, work) {
      await work.held(claimed)
      work.runners[0].signal('SIGKILL')
      return undefined
    },
  }),
)
