import { useWrite } from '../api/use-write.ts'
import { useSay } from '../page/notice.tsx'
import { Icon } from '../show/icon.tsx'

export function CancelButton({ id, kind }: { id: string; kind: string }) {
  const say = useSay()
  const cancel = useWrite<void>(
    () => say(`The ${kind} is cancelled: no further item of it starts.`),
    (problem) => say(`The ${kind} was not cancelled: ${problem.message}.`),
  )
  return (
    <button
      type="button"
      class="plain icon-button"
      aria-label={`Cancel this ${kind}`}
      title="Cancel"
      disabled={cancel.isPending}
      onClick={() => cancel.mutate({ path: `/v1/jobs/${encodeURIComponent(id)}/cancel` })}
    >
      <Icon name="close" />
    </button>
  )
}
