import { deliveriesRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Empty } from '../parts/empty.tsx'
import { Panel } from '../parts/panel.tsx'
import { DeliveryRow } from './delivery-row.tsx'

export const DeliveriesPanel = () => (
  <Panel title="Webhook deliveries" place="deliveries">
    <Deliveries />
  </Panel>
)

function Deliveries() {
  const { data } = useRead(deliveriesRead)
  if (data?.data.length === 0) return <Empty text="No deliveries yet." />
  return (
    <ul class="rows" aria-label="Deliveries, newest first">
      {data?.data.map((delivery) => (
        <DeliveryRow key={delivery.id} delivery={delivery} />
      ))}
    </ul>
  )
}
