import { type ComponentChildren, createContext } from 'preact'
import { useCallback, useContext, useEffect, useState } from 'preact/hooks'

type Say = (text: string) => void

const shownMs = 6_000
const SayContext = createContext<Say>(() => {})

/** Says something in passing, at the foot of the page. */
export const useSay = (): Say => useContext(SayContext)

export function NoticeProvider({ children }: { children: ComponentChildren }) {
  const [notice, setNotice] = useState<{ text: string } | null>(null)
  const say = useCallback((text: string) => setNotice({ text }), [])
  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(() => setNotice(null), shownMs)
    return () => clearTimeout(timer)
  }, [notice])
  return (
    <SayContext.Provider value={say}>
      {children}
      <div class="notices" role="status">
        {notice && <p class="notice">{notice.text}</p>}
      </div>
    </SayContext.Provider>
  )
}
