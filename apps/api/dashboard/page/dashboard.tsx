import { ImportsPage } from '../imports/imports-page.tsx'
import { PipelinesPage } from '../pipelines/pipelines-page.tsx'
import { NoticeProvider } from './notice.tsx'
import { OpenDrawer } from './open-drawer.tsx'
import { Overview } from './overview.tsx'
import { PageHead } from './page-head.tsx'
import { TroubleBanner } from './trouble-banner.tsx'
import { usePlace } from './view.ts'

const pages = { overview: Overview, pipelines: PipelinesPage, imports: ImportsPage }

export function Dashboard() {
  const { page, view } = usePlace()
  const Page = pages[page]
  return (
    <NoticeProvider>
      <PageHead page={page} />
      <main class="grid">
        <Page />
      </main>
      <OpenDrawer view={view} />
      <TroubleBanner />
    </NoticeProvider>
  )
}
