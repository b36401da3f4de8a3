import { Gauge, type Registry } from 'prom-client'

type Rows<L extends string> = Array<[Partial<Record<L, string>>, number | null | undefined]>

/** Adds a gauge with one value for each row of labels. Null values are left out. */
export type AddGauge = ReturnType<typeof gaugesIn>

export const gaugesIn =
  (registry: Registry) =>
  <L extends string>(name: string, help: string, labelNames: L[], rows: Rows<L> | null | undefined): void => {
    const made = new Gauge({ name: `edgesweep_${name}`, help, labelNames, registers: [registry] })
    if (labelNames.length === 0) made.remove()
    for (const [labels, value] of rows ?? []) if (value !== null && value !== undefined) made.set(labels, value)
  }

/** A row for each name, under the label. */
export const each = (
  counts: Record<string, number> | undefined,
  label: string,
): Array<[Record<string, string>, number]> =>
  Object.entries(counts ?? {}).map(([name, value]) => [{ [label]: name }, value])

/** The only row of a gauge without labels. */
export const one = (value: number | null | undefined): Rows<string> => [[{}, value]]
