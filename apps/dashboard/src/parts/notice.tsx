import { type ComponentChildren, createContext } from 'preact'
import { useCallback, useContext, useEffect, useState } from 'preact/hooks'

type Notify = (text: string) => void

const shownMs = 6_000
const NotifyContext = createContext<Notify>(() => {})

/** Returns a function that shows a text at the bottom of the page for 6 s. */
export const useNotify = (): Notify => useContext(NotifyContext)

export function NoticeProvider({ children }: { children: ComponentChildren }) {
  const [notice, setNotice] = useState<{ text: string } | null>(null)
  const notify = useCallback((text: string) => setNotice({ text }), [])
  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(() => setNotice(null), shownMs)
    return () => clearTimeout(timer)
  }, [notice])
  return (
    <NotifyContext.Provider value={notify}>
      {children}
      <div class="notices" role="status">
        {notice && <p class="notice">{notice.text}</p>}
      </div>
    </NotifyContext.Provider>
  )
}
