const shortest = 0.01
const longest = 3_600

/** The position (0 to 1) of a wait on a logarithmic axis from 10 ms to 1 h. */
export const waitShare = (seconds: number): number =>
  Math.min(1, Math.max(0, Math.log(seconds / shortest) / Math.log(longest / shortest)))

/** The marks of the axis in seconds. */
export const waitMarks = [0.1, 60]
