import { laneNames } from '@edgesweep/core/lane/lane.ts'
import { useRef } from 'preact/hooks'
import { OnScreen, useOnScreen } from '../api/on-screen.ts'
import { lanesRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { LaneCard } from './lane-card.tsx'
import { useLaneHistory } from './use-lane-history.ts'

export function LanesRow() {
  const element = useRef<HTMLElement>(null)
  return (
    <section ref={element} class="lanes" aria-label="Lanes">
      <OnScreen.Provider value={useOnScreen(element)}>
        <LaneCards />
      </OnScreen.Provider>
    </section>
  )
}

function LaneCards() {
  const { data, dataUpdatedAt } = useRead(lanesRead)
  const history = useLaneHistory(data?.data, dataUpdatedAt)
  return laneNames.map((name) => (
    <LaneCard key={name} name={name} lane={data?.data.find(({ lane }) => lane === name)} history={history[name]} />
  ))
}
