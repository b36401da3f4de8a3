import { Drawer } from '../parts/drawer.tsx'
import { Empty } from '../parts/empty.tsx'
import { DiscoverForm } from './discover-form.tsx'
import { ListForm } from './list-form.tsx'

/** Adds records to a pipeline. */
export function NewRecordsForm({ pipeline }: { pipeline: string }) {
  switch (pipeline) {
    case 'profiles':
      return (
        <Drawer title="Add GitHub profiles">
          <ListForm pipeline={pipeline} subject="login" label="Logins" placeholder="octocat" />
        </Drawer>
      )
    case 'creatives':
      return (
        <Drawer title="Add ad creatives">
          <ListForm pipeline={pipeline} subject="url" label="Addresses" placeholder="https://…" />
        </Drawer>
      )
    case 'discoveries':
      return (
        <Drawer title="Discover GitHub profiles">
          <DiscoverForm />
        </Drawer>
      )
    default:
      return (
        <Drawer title={pipeline}>
          <Empty text="Records cannot be added to this pipeline." />
        </Drawer>
      )
  }
}
