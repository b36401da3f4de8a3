import type { ComponentChildren } from 'preact'
import type { Pipeline } from '../api/bodies.ts'
import { DiscoverForm } from './discover-form.tsx'
import { ListForm } from './list-form.tsx'

interface PipelineView {
  title: string
  /** How people add records; null where only jobs add them. */
  add: { label: string; title: string; form: () => ComponentChildren } | null
}

const pipelineViews: Record<Pipeline['name'], PipelineView> = {
  profiles: {
    title: 'GitHub profiles',
    add: {
      label: 'Add logins',
      title: 'Add GitHub profiles',
      form: () => <ListForm pipeline="profiles" subject="login" label="Logins" placeholder="octocat" />,
    },
  },
  creatives: {
    title: 'Ad creatives',
    add: {
      label: 'Add creatives',
      title: 'Add ad creatives',
      form: () => <ListForm pipeline="creatives" subject="url" label="Addresses" placeholder="https://…" />,
    },
  },
  discoveries: {
    title: 'GitHub searches',
    add: { label: 'Discover', title: 'Discover GitHub profiles', form: () => <DiscoverForm /> },
  },
  files: { title: 'Files', add: null },
}

/** How a pipeline is shown, and the form that adds its records. An unknown pipeline, which a later API may send, has no form. */
export const pipelineView = (name: string): PipelineView =>
  Object.hasOwn(pipelineViews, name) ? pipelineViews[name as Pipeline['name']] : { title: name, add: null }
