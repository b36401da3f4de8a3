const day = 86_400
const stepsInSeconds = [2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, day]
const mostSteps = 5

/** The marks of a time axis that begins now and reaches at least `longest`, the last of them its end; at most five. All in seconds. */
export function forecastScale(longest: number): number[] {
  const step =
    stepsInSeconds.find((seconds) => seconds * mostSteps >= longest) ?? Math.ceil(longest / mostSteps / day) * day
  return Array.from({ length: Math.max(1, Math.ceil(longest / step)) }, (_, mark) => (mark + 1) * step)
}

/** A mark of the axis exactly, as `90 s`, `2:30 min` or `4 h`. */
export function markLabel(seconds: number): string {
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`
  if (seconds % 60 === 0) return `${seconds / 60} min`
  return seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${seconds % 60} min`
}
