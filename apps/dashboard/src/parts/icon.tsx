const paths = {
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  right: 'M3 8h10M9 4l4 4-4 4',
  out: 'M6 3h7v7M13 3 5 11M10 13H3V6',
  refresh: 'M13 5a5.5 5.5 0 1 0 .5 4.5M13.5 2v3.5H10',
  check: 'M3 8.5 6.5 12 13 4.5',
  warning: 'M8 2 1.5 13.5h13zM8 6.5v3.2M8 11.6v.2',
  cart: 'M1.5 2.5h2l1.8 7.5h6.6l1.6-5.5H4.2M6 13.2v.1M11 13.2v.1',
  sweep: 'M2 12a6 6 0 0 1 12 0M8 12l3-7',
  empty: 'M3 3l10 10M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 5v3.2l2.2 1.6',
}
export type IconName = keyof typeof paths

/** A decorative icon in the text's colour. Text beside it must carry the meaning. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
