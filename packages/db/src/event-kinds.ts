/** One kind of event. */
interface KindOfEvent {
  /** The part of the record that the event is about. */
  about: 'item' | 'listing' | 'status' | 'job' | 'sweep' | 'import'
  /** Label for people; it follows the name of the item, outlet or job: "Milk: out of stock". */
  text: string
  severity: 'good' | 'neutral' | 'warning' | 'bad'
  /** Fields of the old and the new state; for a job, sweep or import the fields of its `data`. */
  carries: readonly string[]
}

const facts = ['name', 'price', 'availability'] as const

/**
 * The closed list of event kinds. Webhook endpoints may subscribe to each of them; those about items, listings and
 * platform status are change events, too.
 */
export const eventKinds = {
  'item.added': { about: 'item', text: 'new', severity: 'good', carries: facts },
  'item.removed': { about: 'item', text: 'gone', severity: 'neutral', carries: facts },
  'item.price_changed': { about: 'item', text: 'another price', severity: 'neutral', carries: ['price'] },
  'item.out_of_stock': { about: 'item', text: 'out of stock', severity: 'warning', carries: ['availability'] },
  'item.back_in_stock': { about: 'item', text: 'back in stock', severity: 'good', carries: ['availability'] },
  'outlet.online': { about: 'status', text: 'online', severity: 'good', carries: ['online'] },
  'outlet.offline': { about: 'status', text: 'offline', severity: 'bad', carries: ['online'] },
  'sweep.anomalous': {
    about: 'listing',
    text: 'held back as implausible',
    severity: 'bad',
    carries: ['listed', 'vanished', 'unpriced', 'reason'],
  },
  'sweep.completed': { about: 'sweep', text: 'completed', severity: 'good', carries: ['outlets', 'summary'] },
  'import.completed': {
    about: 'import',
    text: 'completed',
    severity: 'good',
    carries: ['inserted', 'updated', 'unchanged', 'rejected', 'duplicates'],
  },
  'job.started': { about: 'job', text: 'started', severity: 'neutral', carries: ['status'] },
  'job.item': { about: 'job', text: 'has another item', severity: 'neutral', carries: ['label', 'status', 'error'] },
  'job.completed': { about: 'job', text: 'completed', severity: 'good', carries: ['status', 'completed', 'failed'] },
  'job.failed': { about: 'job', text: 'failed', severity: 'bad', carries: ['status', 'error'] },
  'job.cancelled': { about: 'job', text: 'cancelled', severity: 'neutral', carries: ['status', 'error'] },
} as const satisfies Record<string, KindOfEvent>

type Kinds = typeof eventKinds
export type EventKind = keyof Kinds

/** The kinds of events about one part. */
export type KindAbout<About extends KindOfEvent['about']> = {
  [Kind in EventKind]: Kinds[Kind]['about'] extends About ? Kind : never
}[EventKind]

/** The kinds that are logged as change events. */
export type ChangeKind = KindAbout<'item' | 'listing' | 'status'>

export const allEventKinds = Object.keys(eventKinds) as EventKind[]

/** The kinds of events about some parts, in the order of the list. */
export const kindsAbout = <About extends KindOfEvent['about']>(...parts: About[]): Array<KindAbout<About>> =>
  allEventKinds.filter((kind): kind is KindAbout<About> => (parts as string[]).includes(eventKinds[kind].about))

export const changeKinds: ChangeKind[] = kindsAbout('item', 'listing', 'status')
