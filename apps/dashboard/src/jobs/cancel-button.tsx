import { ActionButton } from '../parts/action-button.tsx'

export const CancelButton = ({ id, kind }: { id: string; kind: string }) => (
  <ActionButton
    path={`/v1/jobs/${encodeURIComponent(id)}/cancel`}
    icon="close"
    label={`Cancel this ${kind}`}
    done={() => `The ${kind} is cancelled: no further item of it starts.`}
    failed={`The ${kind} was not cancelled`}
  />
)
