/** `PROPERTY_RUNS_TIMES` multiplies the runs of each property test, for a long search. */
export const propertyTimes = Number(process.env.PROPERTY_RUNS_TIMES || 1)

/** The number of runs of a property: the `usual` one, unless `PROPERTY_RUNS_TIMES` is set. */
export const runs = (usual: number): number => usual * propertyTimes
