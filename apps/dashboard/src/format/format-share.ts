const format = new Intl.NumberFormat(undefined, {
  style: 'percent',
  signDisplay: 'exceptZero',
  maximumFractionDigits: 1,
})

/** By how much something became more or less: `+3.2 %`, `-1 %`, `0 %`. */
export const shareText = (change: number): string => format.format(change)
