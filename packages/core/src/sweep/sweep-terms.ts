/** The deadline of a sweep, in seconds. After it, the next sweep may claim its outlets. */
export const sweepSeconds = 900
/** Outlets per statement. A statement locks its outlets until its commit, so that a live write to one of them waits only milliseconds. */
export const outletsAtOnce = 20
