const day = 86_400
const stepsInSeconds = [2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, day]
const maxMarks = 5

/** The marks (at most five) of a time axis from now to at least `longest`. The last mark is the end of the axis. All in seconds. */
export function forecastScale(longest: number): number[] {
  const step =
    stepsInSeconds.find((seconds) => seconds * maxMarks >= longest) ?? Math.ceil(longest / maxMarks / day) * day
  return Array.from({ length: Math.max(1, Math.ceil(longest / step)) }, (_, mark) => (mark + 1) * step)
}

/** The exact label of a mark: `90 s`, `2:30 min` or `4 h`. */
export function markLabel(seconds: number): string {
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`
  if (seconds % 60 === 0) return `${seconds / 60} min`
  return seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${seconds % 60} min`
}
