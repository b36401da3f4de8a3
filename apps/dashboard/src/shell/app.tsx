import { useQueryClient } from '@tanstack/preact-query'
import { useEffect, useRef } from 'preact/hooks'
import { useKey } from '../api/key.ts'
import { ImportsPage } from '../imports/imports-page.tsx'
import { NoticeProvider } from '../parts/notice.tsx'
import { usePlace } from '../parts/view.ts'
import { PipelinesPage } from '../pipelines/pipelines-page.tsx'
import { KeyForm } from './key-form.tsx'
import { OpenDrawer } from './open-drawer.tsx'
import { Overview } from './overview.tsx'
import { PageHead } from './page-head.tsx'
import { TroubleBanner } from './trouble-banner.tsx'

/** The dashboard, or the key form if this tab has no key. */
export function App() {
  const key = useKey()
  const client = useQueryClient()
  const hadKey = useRef(false)
  useEffect(() => {
    // The next key may not be allowed to see the cached data.
    if (key === null) client.clear()
    else hadKey.current = true
  }, [key, client])
  return key === null ? <KeyForm wasRefused={hadKey.current} /> : <Dashboard key={key} />
}

const pages = { overview: Overview, pipelines: PipelinesPage, imports: ImportsPage }

function Dashboard() {
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
