import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { OnScreen, useOnScreen } from '../api/on-screen.ts'

interface PanelProps {
  title: string
  /** The CSS class that positions the panel in the page's grid. */
  place: string
  aside?: ComponentChildren
  children: ComponentChildren
}

export function Panel({ title, place, aside, children }: PanelProps) {
  const element = useRef<HTMLElement>(null)
  const titleId = useId()
  return (
    <section ref={element} class={`panel ${place}`} aria-labelledby={titleId}>
      <OnScreen.Provider value={useOnScreen(element)}>
        <header class="panel-head">
          <h2 id={titleId}>{title}</h2>
          {aside}
        </header>
        {children}
      </OnScreen.Provider>
    </section>
  )
}
