const least = 0.01
const most = 3_600

/** Where on an axis from 10 ms to an hour a wait in seconds lies, as a share of it: each tenfold takes the same room. */
export const waitShare = (seconds: number): number =>
  Math.min(1, Math.max(0, Math.log(seconds / least) / Math.log(most / least)))

/** The marks of that axis, in seconds. */
export const waitMarks = [0.1, 60]
