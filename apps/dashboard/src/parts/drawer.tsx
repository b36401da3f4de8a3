import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { Icon } from './icon.tsx'
import { closeView } from './view.ts'

/** A dialog over the page. The close button, Escape or a click outside closes it. */
export function Drawer({ title, children }: { title: ComponentChildren; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    dialog.current?.showModal()
    dialog.current?.querySelector<HTMLElement>('input, textarea')?.focus()
  }, [])
  const close = () => dialog.current?.close()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own key
    <dialog
      ref={dialog}
      class="drawer"
      aria-labelledby={titleId}
      onClose={closeView}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <div class="drawer-body">
        <header class="drawer-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="plain icon-button" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
