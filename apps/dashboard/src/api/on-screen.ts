import { createContext, type RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Whether the enclosing panel is visible. Reads in a hidden panel are not polled. */
export const OnScreen = createContext(true)

export function useOnScreen(element: RefObject<Element>): boolean {
  const [isOnScreen, setOnScreen] = useState(true)
  useEffect(() => {
    if (!element.current) return
    const observer = new IntersectionObserver(([entry]) => setOnScreen(entry!.isIntersecting), { rootMargin: '80px' })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return isOnScreen
}
