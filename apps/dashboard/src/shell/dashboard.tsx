import { ImportsPage } from '../imports/imports-page.tsx'
import { NoticeProvider } from '../parts/notice.tsx'
import { usePlace } from '../parts/view.ts'
import { PipelinesPage } from '../pipelines/pipelines-page.tsx'
import { OpenDrawer } from './open-drawer.tsx'
import { Overview } from './overview.tsx'
import { PageHead } from './page-head.tsx'
import { TroubleBanner } from './trouble-banner.tsx'

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
